import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { toBase64 } from '../../shared/kit/signatures/bytes.ts';
import { targetUriOf } from '../../shared/kit/signatures/wire.ts';
import { readBody, readFields, readJsonFile } from './input.ts';
import { algorithmNames, isAlgorithm, makeKeyFile, readKeyFile } from './key-file.ts';
import { officeAddress } from './office-address.ts';
import { pinnedKeys } from './office-keys.ts';
import { openPartner, prepare, signed } from './open-partner.ts';
import { partnerDocument } from './partner-document.ts';
import { PartnerError } from './partner-error.ts';
import { proposal, replied, type Said } from './said.ts';
import { fieldLines, signatureBase } from './signature-base.ts';
import { makeVectors } from './vectors.ts';
import { listen, readNotice, webhookKeys } from './webhooks.ts';

export type Command = {
  readonly usage: string;
  readonly does: string;
  readonly options: ParseArgsOptionsConfig;
  /** Words besides the options, by name; those in brackets may be left out. */
  readonly words?: readonly string[];
  readonly run: (given: Given, say: (said: Said) => void) => Promise<Said | undefined>;
};
/** What was given on the command line. */
export type Given = {
  readonly words: readonly string[];
  need(option: string): string;
  all(option: string): readonly string[];
  may(option: string): string | undefined;
};

const text = { type: 'string' } as const;
const texts = { type: 'string', multiple: true } as const;
const flag = { type: 'boolean' } as const;
const door = { key: text, url: text, 'office-keys': text, retries: text } as const;

/** Every command of `npm run partner`. */
export const commands: Readonly<Record<string, Command>> = {
  keygen: {
    usage: `keygen --algorithm ${Object.keys(algorithmNames).join('|')} --out key.json`,
    does: 'makes a key pair that only you can read',
    options: { algorithm: text, out: text },
    run: async (given) => {
      const name = given.need('algorithm');
      const algorithm = algorithmNames[name] ?? (isAlgorithm(name) ? name : undefined);
      if (!algorithm) throw new PartnerError('usage', `unknown algorithm ${name}: expected ${Object.keys(algorithmNames).join(', ')}`);
      const { keyId } = await makeKeyFile(given.need('out'), algorithm);
      return { text: `${given.need('out')}: a new key of ${algorithm}, key id ${keyId}`, json: { file: given.need('out'), algorithm, keyId } };
    },
  },
  'propose-text': {
    usage: 'propose-text --key key.json',
    does: 'prints what to hand to the developer’s staff',
    options: { key: text },
    run: async (given) => {
      const { algorithm, keyId, spki } = await readKeyFile(given.need('key'));
      return { text: proposal({ algorithm, keyId, spki }), json: { algorithm, keyId, publicKey: spki } };
    },
  },
  prove: {
    usage: 'prove --key key.json --url https://… --id pky_… --challenge …',
    does: 'proves to the office that you hold the private key',
    options: { ...door, id: text, challenge: text },
    run: async (given) => replied(await (await openDoor(given)).post(`/partner/v1/keys/${given.need('id')}/proof`, { challenge: given.need('challenge') })),
  },
  call: {
    usage:
      'call GET|POST /partner/v1/… --key key.json --url https://… [--body file|-] [--idempotency-key k] [--office-keys jwks.json] [--retries n] [--dry-run]',
    does: 'signs a request, sends it and verifies the answer; --dry-run shows it with what is signed',
    options: { ...door, body: text, 'idempotency-key': text, 'dry-run': flag },
    words: ['GET|POST', 'path'],
    run: call,
  },
  'verify-webhook': {
    usage: 'verify-webhook --webhook-key whpk_… --headers file --body file|- [--now seconds]',
    does: 'verifies a webhook that was received',
    options: { 'webhook-key': texts, headers: text, body: text, now: text },
    run: async (given) => {
      const now = Number(given.may('now') ?? Math.floor(Date.now() / 1000));
      const message = { fields: readFields(given.need('headers')), body: await readBody(given.need('body')) };
      const notice = await readNotice(message, { keys: await webhookKeys(given.all('webhook-key')), now });
      if (typeof notice === 'string') throw new PartnerError('unproven', `not a webhook of the office: ${notice}`);
      return { text: JSON.stringify(notice), json: notice };
    },
  },
  listen: {
    usage: 'listen --webhook-key whpk_… [--port 8090] [--url http://127.0.0.1:8080]',
    does: 'receives webhooks on 127.0.0.1, verifies and prints them',
    options: { 'webhook-key': texts, port: text, url: text },
    run: async (given, say) => {
      const url = given.may('url');
      const now = url === undefined ? () => Math.floor(Date.now() / 1000) : officeAddress(url).now;
      const onDelivery = (delivered: object) => say({ text: JSON.stringify(delivered), json: delivered });
      const receiver = await listen({
        keys: await webhookKeys(given.all('webhook-key')),
        now,
        port: countOf('port', given.may('port') ?? '0', 65_535),
        onDelivery,
      });
      say({ text: `listening on ${receiver.url}`, json: { listening: receiver.url } });
      return undefined;
    },
  },
  openapi: {
    usage: 'openapi [--url https://…]',
    does: 'prints the OpenAPI document of the partners’ routes, to generate a client from',
    options: { url: text },
    run: async (given) => {
      const url = given.may('url');
      const document = partnerDocument(url === undefined ? '' : officeAddress(url).origin);
      return { text: JSON.stringify(document, null, 2), json: document };
    },
  },
  vectors: {
    usage: 'vectors',
    does: 'prints the test vectors as JSON',
    options: {},
    run: async () => {
      const vectors = await makeVectors();
      return { text: JSON.stringify(vectors, null, 2), json: vectors };
    },
  },
};

/** The command line's words for a command. @throws PartnerError for what it does not take */
export function readGiven({ options, words = [], usage }: Command, args: readonly string[]): Given {
  const parsed = parse(args, { ...options, json: flag }, usage);
  if (parsed.positionals.length !== words.length) throw new PartnerError('usage', `expected: ${usage}`);
  const all = (option: string): string[] => [parsed.values[option]].flat().flatMap((value) => (value === undefined ? [] : [String(value)]));
  return {
    words: parsed.positionals,
    all,
    may: (option) => all(option)[0],
    need: (option) => all(option)[0] ?? lack(option, usage),
  };
}

function parse(args: readonly string[], options: ParseArgsOptionsConfig, usage: string) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new PartnerError('usage', `${error instanceof Error ? error.message.split('\n')[0] : String(error)} — expected: ${usage}`);
  }
}

const lack = (option: string, usage: string): never => {
  throw new PartnerError('usage', `--${option} is missing — expected: ${usage}`);
};

async function openDoor(given: Given) {
  const file = given.may('office-keys');
  const key = await readKeyFile(given.need('key'));
  const retries = given.may('retries');
  const often = retries === undefined ? {} : { retries: countOf('retries', retries, 100) };
  return openPartner({ url: given.need('url'), key, ...often, ...(file ? { officeKeys: await pinnedKeys(readJsonFile(file)) } : {}) });
}

async function call(given: Given): Promise<Said> {
  const [method = '', path = ''] = given.words;
  const [file, idempotencyKey] = [given.may('body'), given.may('idempotency-key')];
  if (method !== 'GET' && method !== 'POST') throw new PartnerError('usage', `expected GET or POST, got ${method}`);
  if (method === 'GET' && (file ?? idempotencyKey) !== undefined) throw new PartnerError('usage', 'a GET has neither body nor idempotency key');
  const body = file === undefined ? undefined : await readBody(file);
  if (given.may('dry-run')) return dryRun(given, { method, path, ...(body ? { body } : {}), ...(idempotencyKey ? { idempotencyKey } : {}) });
  const partner = await openDoor(given);
  return replied(method === 'GET' ? await partner.get(path) : await partner.post(path, body, idempotencyKey ? { idempotencyKey } : {}));
}

/** The request as it would be sent now, byte by byte. */
async function dryRun(given: Given, { idempotencyKey = 'example', ...asked }: Parameters<typeof prepare>[1]): Promise<Said> {
  const address = officeAddress(given.need('url'));
  const plain = prepare(address.origin, { ...asked, ...(asked.method === 'GET' ? {} : { idempotencyKey }) });
  const request = await signed(plain, { key: await readKeyFile(given.need('key')), now: address.now });
  const [url, base] = [targetUriOf(request), signatureBase(request)];
  const shown = [`what is signed:\n${base}`, `what is sent:\n${request.method} ${url}\n${fieldLines(request.fields)}`];
  return { text: shown.join('\n\n'), json: { method: request.method, url, fields: request.fields, body: toBase64(request.body), signatureBase: base } };
}

function countOf(name: string, given: string, most: number): number {
  if (!/^\d{1,5}$/.test(given) || Number(given) > most) throw new PartnerError('usage', `${name}: expected a number up to ${most}, got ${given}`);
  return Number(given);
}
