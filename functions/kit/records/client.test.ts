import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { openClient } from './client.ts';
import { Sha256 } from './sha256.ts';

let stop = async () => {};
afterEach(() => stop());

/** A client of a service that answers as told, and the number of requests it has had. */
async function clientOf(answer: (nth: number, request: IncomingMessage, response: ServerResponse) => void) {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    answer(count, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a text
  const variables = { AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'key' };
  Object.assign(process.env, variables);
  const client = openClient();
  stop = async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { get: () => client.send(new GetItemCommand({ TableName: 'Records', Key: { pk: { S: 'unit#1' } } })), count: () => count };
}

const text = JSON.stringify({ Item: { pk: { S: 'unit#1' }, d: { M: { price: { N: '100' }, tags: { L: [{ S: '东' }, { NULL: true }] } } } } });

it('gives back what the service answers, in a request that names and signs the operation', async () => {
  let headers: IncomingMessage['headers'] = {};
  const { get } = await clientOf((_nth, request, response) => {
    headers = request.headers;
    response.end(text);
  });
  const { Item, $metadata } = await get();
  expect({ Item }).toEqual(JSON.parse(text));
  expect($metadata.httpStatusCode).toBe(200);
  expect(headers).toMatchObject({ 'x-amz-target': 'DynamoDB_20120810.GetItem', 'content-type': 'application/x-amz-json-1.0' });
  expect(headers.authorization).toContain('Signature=');
});

it('tries again when a connection breaks or the service is throttled', async () => {
  const { get, count } = await clientOf((nth, request, response) => {
    if (nth === 1) request.socket.destroy();
    else if (nth === 2) response.writeHead(400).end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ThrottlingException', message: 'slow down' }));
    else response.end(text);
  });
  expect((await get()).Item).toBeDefined();
  expect(count()).toBe(3);
});

it('names the error of the service, once', async () => {
  const { get, count } = await clientOf((_nth, _request, response) => {
    response.writeHead(400).end(JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException', message: 'no such table' }));
  });
  await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException', message: 'no such table' });
  expect(count()).toBe(1);
});

it('hashes as the runtime does, with and without a key, in one part or several', async () => {
  const sameHash = async (secret: string | undefined, parts: string[]) => {
    const known = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
    const bytes = secret === undefined ? undefined : Buffer.from(secret);
    for (const part of parts) known.update(part);
    const expected = known.digest('hex');
    for (const key of [secret, bytes]) {
      const own = new Sha256(key);
      for (const part of parts) own.update(part);
      expect(Buffer.from(await own.digest()).toString('hex')).toBe(expected);
    }
  };
  await fc.assert(fc.asyncProperty(fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }), fc.array(fc.string({ unit: 'grapheme' })), sameHash), {
    numRuns: 50,
  });
});
