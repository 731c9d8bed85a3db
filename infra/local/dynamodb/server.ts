import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import type { AccessKeys } from '../access.ts';
import type { Clock } from '../clock.ts';
import { answer, type Caller } from './answer.ts';
import { startHousekeeping } from './housekeeping.ts';
import { upgradeIndexes } from './index-rows.ts';
import { openStore } from './store.ts';
import { type Engine, loadTables } from './tables.ts';

export type Options = {
  /** Folder that holds all state. */
  dir: string;
  /** 0 takes any free port. */
  port: number;
  keys: AccessKeys;
  clock: Clock;
  region: string;
  account: string;
  partition: string;
  /** Real time a stream record stays after it was first found too old; 5 minutes unless given. */
  streamGraceMs?: number;
  /** Called after a commit that let a stream grow. */
  onChange?(): void;
};

/** Bytes of a request body: 16 MB of items, with room for base64 and JSON around them. */
const maxBodyBytes = 32 * 1024 * 1024;
const contentType = 'application/x-amz-json-1.0';

/**
 * Serves the DynamoDB and DynamoDB Streams protocols on 127.0.0.1. Rejects when the port is busy, the store is damaged or in use.
 *
 * @example
 * const { port, close } = await serve({ dir, port: 0, keys, clock, region: 'us-east-1', account: '000000000000', partition: 'aws' })
 */
export async function serve(options: Options): Promise<{ port: number; close(): Promise<void> }> {
  const { clock, region, partition, account } = options;
  const tables: Engine['tables'] = new Map();
  const onCommit = () => {
    if (!engine.hasNews) return;
    engine.hasNews = false;
    options.onChange?.();
  };
  const store = openStore(options.dir, { onCommit, onRollback: () => loadTables(engine) });
  const engine: Engine = { store, tables, clock, region, arnPrefix: `arn:${partition}:dynamodb:${region}:${account}:` };
  loadTables(engine);
  await store.write(() => upgradeIndexes(engine));
  const caller: Caller = { keys: options.keys, onError: report };
  const server = createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
    respond(engine, { caller, request, response }).catch(() => response.destroy());
  });
  const stopHousekeeping = startHousekeeping(engine, {
    graceMs: options.streamGraceMs ?? 300_000,
    onError: caller.onError,
  });
  const close = async () => {
    stopHousekeeping();
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
    await store.close();
  };
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { port: (server.address() as AddressInfo).port, close }; // A TCP server's address is never a string.
}

/** One line for what the store itself says, such as a full disk; the whole of any other error, which is a defect. */
function report(error: unknown): void {
  const isFromStore = error instanceof Error && 'errcode' in error;
  console.error('dynamodb:', isFromStore ? error.message : error);
}

async function respond(engine: Engine, { caller, request, response }: { caller: Caller; request: IncomingMessage; response: ServerResponse }): Promise<void> {
  const body = await readBody(request);
  if (!body) {
    response.writeHead(413, { connection: 'close' }).end();
    return;
  }
  const [rawPath = '/', rawQuery = ''] = (request.url ?? '/').split('?', 2);
  // DynamoDB's clients send no header twice.
  const headers = request.headers as Record<string, string | undefined>;
  const { status, text } = await answer(engine, { method: request.method ?? '', rawPath, rawQuery, headers, body }, caller);
  const bytes = Buffer.from(text);
  response.writeHead(status, {
    'content-type': contentType,
    'content-length': bytes.length,
    'x-amz-crc32': crc32(bytes),
    'x-amzn-requestid': randomUUID(),
    // Clients whose clock differs from the cloud's, which may have been moved, correct theirs by this.
    date: new Date(engine.clock.now()).toUTCString(),
  });
  response.end(bytes);
}

/** The whole body; undefined when it is too long. By events: an iterator over the stream costs as much as the parsing. */
function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) resolve(undefined);
    else chunks.push(chunk);
  });
  request.on('end', () => resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
  request.on('error', reject);
  return promise;
}
