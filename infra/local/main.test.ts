import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { boot, type Cloud } from './boot.ts';
import { explainFault } from './faults.ts';
import { main, type Office } from './main.ts';
import { temporaryFolder } from './testing.ts';

const folder = temporaryFolder();
const output: string[] = [];
beforeEach(() => {
  output.length = 0;
  vi.spyOn(console, 'error').mockImplementation((line) => void output.push(String(line)));
  vi.spyOn(console, 'log').mockImplementation((line) => void output.push(String(line)));
});
const clouds: Cloud[] = [];
afterEach(async () => {
  vi.restoreAllMocks();
  for (const cloud of clouds.splice(0)) await cloud.close();
});
afterAll(() => folder[Symbol.dispose]());

/** An office that declares nothing, or one resource. */
const office = (resources: object = {}): Office => ({
  synth(outdir) {
    mkdirSync(outdir, { recursive: true });
    writeFileSync(
      join(outdir, 'manifest.json'),
      JSON.stringify({ artifacts: { Core: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Core.json' } } } }),
    );
    writeFileSync(join(outdir, 'Core.json'), JSON.stringify({ Resources: resources }));
  },
});
const path = (name: string) => join(folder.path, name);
const run = (args: string[], resources?: object) => main(['--assembly', path('cdk.out'), '--port', '0', ...args], async () => office(resources));
const open = async (data: string) => {
  await office().synth(path('cdk.out'));
  const cloud = await boot({ assembly: path('cdk.out'), data, port: 0 });
  clouds.push(cloud);
  return cloud;
};

test('a busy port gets one line and exit code 1', async () => {
  const { ports } = await open(path('busy'));
  expect(await run(['--data', path('other'), '--port', String(ports.gateway)])).toBe(1);
  expect(output).toEqual([`端口 ${ports.gateway} 已被占用,请换一个端口(--port)。 Port ${ports.gateway} is busy; choose another one (--port).`]);
});

test('networks that webhooks may reach are none unless the command names them, and only what is a network', async () => {
  const heard: string[] = [];
  const ask = (args: string[]) =>
    main(['--data', path('networks'), ...args], async (_, { webhookNetworks }) => {
      heard.push(webhookNetworks);
      throw new Error('heard');
    });
  for (const args of [[], ['--webhook-networks', '127.0.0.1/32, 10.1.0.0/16']]) expect(await ask(args)).toBe(1);
  expect(heard).toEqual(['', '127.0.0.1/32 10.1.0.0/16']);
  output.length = 0;
  for (const args of [
    ['--webhook-networks', 'localhost'],
    ['--webhook-networks', '127.0.0.1/32', '--no-synth'],
  ])
    expect(await ask(args)).toBe(1);
  expect(output).toEqual([
    expect.stringMatching(/^webhookNetworks: expected networks such as 10.1.0.0\/16, got localhost\n/),
    expect.stringMatching(/^expected --webhook-networks or --no-synth, got both\n/),
  ]);
  expect(heard).toHaveLength(2);
});

test('a data folder in use gets one line', async () => {
  await open(path('shared'));
  expect(await run(['--data', path('shared')])).toBe(1);
  expect(output).toEqual([expect.stringMatching(/正被另一个案场使用。 The data folder .* is in use by another office\.$/)]);
});

test.each(['cloud.sqlite', 'identity/users.sqlite'])('a damaged %s gets one line', async (file) => {
  const data = path(`damaged-${file.length}`);
  await (await open(data)).close();
  clouds.length = 0;
  writeFileSync(join(data, file), 'this is no database, whatever its name says'.repeat(200));
  expect(await run(['--data', data])).toBe(1);
  expect(output).toEqual([expect.stringMatching(/已损坏.* is damaged; /)]);
});

test('a data folder that is a file gets one line', async () => {
  writeFileSync(path('file'), '');
  expect(await run(['--data', path('file')])).toBe(1);
  expect(output).toHaveLength(1);
});

test('a template that is not understood names the resource, its type and the property', async () => {
  const refused = async (resource: object) => {
    output.length = 0;
    expect(await run(['--data', path('template')], { Thing: resource })).toBe(1);
    return output;
  };
  expect(await refused({ Type: 'AWS::Redshift::Cluster' })).toEqual([
    expect.stringContaining('Core/Thing (AWS::Redshift::Cluster): the one-machine cloud does not run this type'),
  ]);
  const bucket = { Type: 'AWS::S3::Bucket', Properties: { WebsiteConfiguration: {} } };
  expect(await refused(bucket)).toEqual([expect.stringContaining('Core/Thing (AWS::S3::Bucket): Properties: Unrecognized key: "WebsiteConfiguration"')]);
  const dangling = { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'Nothing' } } };
  expect(await refused(dangling)).toEqual([expect.stringContaining('Core/Thing (AWS::S3::Bucket): there is no resource or parameter Nothing')]);
});

test('a fault of the program itself keeps its stack', async () => {
  expect(await main(['--data', path('broken')], () => Promise.reject(new Error('a slip')))).toBe(1);
  expect(output).toEqual(['Error: a slip']);
});

test.each([
  [{ code: 'ENOSPC' }, 'full'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 13 }, 'full'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 11 }, 'damaged'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 26 }, 'damaged'],
  [{ code: 'ERR_SQLITE_ERROR', errcode: 261 }, 'in use'],
  [{ code: 'EACCES' }, 'cannot be written'],
])('%j is explained', (error, words) => {
  expect(explainFault(Object.assign(new Error(), error), { port: 1, data: 'd' })?.en).toContain(words);
});
test('another error is not', () => {
  expect(explainFault(new Error('slip'), { port: 1, data: 'd' })).toBeUndefined();
});

test('an office whose first data was interrupted begins anew', async () => {
  const data = path('interrupted');
  await office().synth(path('cdk.out'));
  const accounts = [{ id: 'emp_1', loginName: 'wangfang', name: '王芳' }];
  const start = (seed: () => Promise<void>) => boot({ assembly: path('cdk.out'), data, port: 0, accounts, seed });
  const passwords: number[] = [];
  await expect(start(() => Promise.reject(new Error('power cut')))).rejects.toThrow('power cut');
  writeFileSync(join(data, 's3', 'half'), '');
  let seeds = 0;
  for (let count = 0; count < 2; count += 1) {
    const cloud = await start(async () => {
      expect(existsSync(join(data, 's3', 'half'))).toBe(false);
      seeds += 1;
    });
    passwords.push(cloud.created.length);
    await cloud.close();
  }
  expect({ seeds, passwords }).toEqual({ seeds: 1, passwords: [1, 0] });
});

test('the office is opened, seeded once, and closed by a signal', async () => {
  const data = path('seeded');
  let seeds = 0;
  const start = () =>
    main(['--assembly', path('cdk.out'), '--port', '0', '--data', data], async () => ({
      ...office(),
      accounts: [{ id: 'emp_1', loginName: 'wangfang', name: '王芳' }],
      async seed() {
        seeds += 1;
      },
    }));
  for (const isFirst of [true, false]) {
    output.length = 0;
    const code = start();
    await vi.waitFor(() => expect(output.join('\n')).toContain('The office is open: http://127.0.0.1:'), 10_000);
    expect(/wangfang +[a-z]{4}-/.test(output.join('\n'))).toBe(isFirst);
    process.emit('SIGTERM');
    expect(await code).toBe(0);
  }
  expect(seeds).toBe(1);
});
