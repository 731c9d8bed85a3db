import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { S3Client, type S3ClientConfig, S3ServiceException } from '@aws-sdk/client-s3';
import type { AccessKeys, PolicyDocument } from '../access.ts';
import { type Clock, createClock } from '../clock.ts';
import type { BucketOptions } from './buckets.ts';
import { serve } from './server.ts';

export type TestS3 = {
  port: number;
  dir: string;
  clock: Clock;
  /** Signs as the owner of everything unless told otherwise. */
  client(config?: S3ClientConfig): S3Client;
  /** A new server on the same data; clients made before go on working. `meanwhile` is done while there is none. */
  restart(meanwhile?: () => void): Promise<void>;
  close(): Promise<void>;
};

export const dayMs = 86_400_000;
export const region = 'cn-north-1';
export const account = '123456789012';
const everything: PolicyDocument = { Statement: { Effect: 'Allow', Action: 's3:*', Resource: '*' } };
export const owner = { accessKeyId: 'AKIAOWNER', secretAccessKey: 'owner-secret' };

/** A server on a folder of its own. `principals` are further access keys, each with the secret `<id>-secret`. */
export async function startS3(buckets: BucketOptions[], principals: Record<string, PolicyDocument[]> = {}): Promise<TestS3> {
  const dir = mkdtempSync(path.join(tmpdir(), 'anchang-s3-'));
  const clock = createClock();
  const keys: AccessKeys = { AKIAOWNER: { name: 'owner', secret: 'owner-secret', policies: [everything] } };
  for (const [id, policies] of Object.entries(principals)) keys[id] = { name: id.toLowerCase(), secret: `${id}-secret`, policies };
  const options = { dir, keys, clock, region, account, partition: 'aws-cn', buckets };
  let server = await serve({ ...options, port: 0 });
  const { port } = server;
  const clients: S3Client[] = [];
  return {
    port,
    dir,
    clock,
    client(config = {}) {
      const client = new S3Client({ endpoint: `http://127.0.0.1:${port}`, region, credentials: owner, forcePathStyle: true, ...config });
      clients.push(client);
      return client;
    },
    async restart(meanwhile) {
      await server.close();
      meanwhile?.();
      server = await serve({ ...options, port });
    },
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
      clock.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** The credentials of a principal given to {@link startS3}. */
export function credentialsOf(accessKeyId: string) {
  return { accessKeyId, secretAccessKey: `${accessKeyId}-secret` };
}

/** `code status` of the error a call ends with, or `ok`. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'ok';
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    return `${error.name} ${error.$metadata.httpStatusCode}`;
  }
}

/** The status and, of an error, the code of an answer to fetch. */
export async function statusOf(response: Response): Promise<string> {
  const text = await response.text();
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1];
  return code ? `${code} ${response.status}` : String(response.status);
}
