import { DynamoDBClient, errorTypeRegistries } from '@aws-sdk/client-dynamodb';
import { sendOver } from './send.ts';
import { Sha256 } from './sha256.ts';

/**
 * What the SDK writes and reads by walking the schema of each operation, value by value. Attribute values are the same in the SDK and on
 * the wire, except binary ones, which marshal.ts refuses and repeat.ts writes as the wire wants them; times occur in no operation on items.
 */
const plainJson = {
  createSerializer() {
    let body = '';
    return {
      write(_schema: unknown, input: unknown) {
        body = JSON.stringify(input);
      },
      flush: () => body,
      setSerdeContext() {},
    };
  },
  createDeserializer: () => ({
    read: async (_schema: unknown, bytes: Uint8Array) => JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()),
    readObject: (_schema: unknown, value: unknown) => value,
    setSerdeContext() {},
  }),
  setSerdeContext() {},
};

/** The service as the SDK itself knows it, but for the codec. */
const protocolSettings = {
  defaultNamespace: 'com.amazonaws.dynamodb',
  errorTypeRegistries,
  xmlNamespace: 'http://dynamodb.amazonaws.com/doc/2012-08-10/',
  version: '2012-08-10',
  serviceTarget: 'DynamoDB_20120810',
  jsonCodec: plainJson,
};

/**
 * The SDK's client without what costs most of its time and does nothing here: it signs, finds the endpoint, retries and names errors
 * as ever. A get takes half the CPU time, a page of fifty rows a quarter.
 *
 * A request token that TransactWriteItems shall have must be given: the SDK's own codec, which makes one, is not used.
 *
 * @example
 * const client = openClient()
 * await client.send(new GetItemCommand({ TableName, Key }))
 */
export function openClient(): DynamoDBClient {
  const client = new DynamoDBClient({ protocolSettings, requestHandler: sendOver(), sha256: Sha256, cacheMiddleware: true });
  // It copies every input and output, hiding secrets, for a logger that throws them away.
  client.middlewareStack.remove('loggerMiddleware');
  // It puts the versions of SDK and runtime into each request, some of it anew.
  client.middlewareStack.remove('getUserAgentMiddleware');
  return client;
}
