import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AccessKeys } from '../access.ts';
import type { Clock } from '../clock.ts';
import { answer } from './answer.ts';
import { type BucketOptions, openBuckets } from './buckets.ts';
import type { Service } from './call.ts';
import { startLifecycle } from './lifecycle.ts';
import { openStore } from './store.ts';

export type Options = {
  /** Holds the index and the data files. */
  dir: string;
  /** On 127.0.0.1; 0 takes any. */
  port: number;
  keys: AccessKeys;
  clock: Clock;
  region: string;
  account: string;
  partition: string;
  buckets: BucketOptions[];
};

/** Uploads may be long and slow; a connection that says nothing may not. */
const timeouts = { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 65_000 };

/**
 * Serves S3's protocol, path style, on 127.0.0.1. Object Lock binds whoever comes through the protocol; whoever owns the
 * files of the machine can still remove them, and the SHA-256 recorded with every version then shows what is missing. Rejects with the error of a busy port, a damaged index or a bucket
 * that cannot be as declared.
 *
 * @example
 * const s3 = await serve({ dir, port: 0, keys, clock, region: 'us-east-1', account: '000000000000', partition: 'aws', buckets: [] })
 * new S3Client({ endpoint: `http://127.0.0.1:${s3.port}`, region: 'us-east-1' })
 */
export async function serve(options: Options): Promise<{ port: number; close(): Promise<void> }> {
  const store = openStore(options.dir);
  const buckets = await openBuckets(store, options.buckets, options.clock.now());
  const service: Service = { ...options, store, buckets };
  const underWay = new Set<Promise<void>>();
  const server = createServer(timeouts, (request: IncomingMessage, response: ServerResponse) => {
    const done = answer(service, request, response).finally(() => underWay.delete(done));
    underWay.add(done);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const lifecycle = startLifecycle(service);
  return {
    port: (server.address() as AddressInfo).port, // a TCP server that listens has one
    async close() {
      lifecycle.stop();
      server.close();
      server.closeAllConnections();
      await Promise.all(underWay);
      await lifecycle.settled();
      store.close();
    },
  };
}
