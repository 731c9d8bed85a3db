import { beforeAll, describe, expect, it } from 'vitest';
import { concat, fromBase64, fromHex, sha, toBase64, utf8 } from './bytes.ts';
import { standardWebhook } from './fixture/vectors.ts';
import { generateKey, importPrivateKey, type SigningKey } from './keys.ts';
import { importWebhookKey, signWebhook, verifyWebhook, webhookKey, webhookProfile } from './webhook.ts';
import type { Field } from './wire.ts';

const now = 1_800_000_000;
const message = { id: 'evt_01hf7yat00abcdefghjkmn', timestamp: now, body: utf8('{"type":"loan.disbursed","loan":"loan_01hf7yat00"}') };
let key: SigningKey;
let next: SigningKey;

beforeAll(async () => {
  [key, next] = await Promise.all([generateKey('ed25519'), generateKey('ed25519')]);
});

it('makes the signature of the reference vector, and verifies it', async () => {
  const { seed, id, timestamp, body, signature } = standardWebhook;
  const own = await importPrivateKey(toBase64(concat(fromHex('302e020100300506032b657004220420'), fromBase64(seed) ?? fromHex(''))), 'ed25519');
  if (!own.ok) throw new Error(own.key);
  const fields = await signWebhook({ id, timestamp, body: utf8(body) }, [own.value]);
  expect(fields).toEqual([
    ['webhook-id', id],
    ['webhook-timestamp', String(timestamp)],
    ['webhook-signature', signature],
  ]);
  expect(await verifyWebhook({ fields, body: utf8(body) }, { keys: [own.value], now: timestamp })).toEqual({ ok: true, value: { id, timestamp } });
});

describe('while keys change', () => {
  it('both sign, and a receiver with either key accepts', async () => {
    const fields = await signWebhook(message, [key, next]);
    expect(textOf(fields, 'webhook-signature').split(' ')).toHaveLength(2);
    for (const keys of [[key], [next], [key, next]]) expect(await reasonOf(fields, { keys })).toBe(undefined);
  });

  it('a receiver without either refuses', async () => {
    const stranger = await generateKey('ed25519');
    expect(await reasonOf(await signWebhook(message, [key, next]), { keys: [stranger] })).toBe('webhook.signature');
    expect(await reasonOf(await signWebhook(message, [key]), { keys: [] })).toBe('webhook.signature');
  });

  it('a forged signature before a good one does no harm, and alone it is refused', async () => {
    const [good = ''] = textOf(await signWebhook(message, [key]), 'webhook-signature').split(' ');
    const [forged = ''] = textOf(await signWebhook(message, [next]), 'webhook-signature').split(' ');
    expect(await reasonOf(await withSignature(`${forged} ${good}`))).toBe(undefined);
    expect(await reasonOf(await withSignature(`${forged} ${forged}`))).toBe('webhook.signature');
  });
});

describe('the clock', () => {
  it.each([
    [300, undefined],
    [301, 'webhook.old'],
    [-300, undefined],
    [-301, 'webhook.future'],
  ])('received %i seconds after it was made', async (seconds, reason) => {
    expect(await reasonOf(await signWebhook(message, [key]), { now: now + seconds })).toBe(reason);
  });

  const stamps = [`${now}junk`, ` ${now}`, `+${now}`, `-${now}`, `0${now}`, `${now}.0`, '1.8e9', '0x6b49d200', '', 'now', `${now}000000`];
  it.each(stamps)('the timestamp %j', async (stamp) => {
    const signature = `v1a,${toBase64(await key.sign(utf8(`${message.id}.${stamp}.${new TextDecoder().decode(message.body)}`)))}`;
    const fields: Field[] = [
      ['webhook-id', message.id],
      ['webhook-timestamp', stamp],
      ['webhook-signature', signature],
    ];
    expect(await reasonOf(fields)).toBe('webhook.timestamp');
  });
});

describe('what is signed', () => {
  it('is the id, the timestamp and the body', async () => {
    const fields = await signWebhook(message, [key]);
    expect(await reasonOf(put(fields, 'webhook-id', `${message.id}0`))).toBe('webhook.signature');
    expect(await reasonOf(put(fields, 'webhook-timestamp', String(now + 1)))).toBe('webhook.signature');
    expect(await reasonOf(fields, {}, concat(message.body, utf8(' ')))).toBe('webhook.signature');
    expect(await reasonOf(fields, {}, concat(utf8('\ufeff'), message.body))).toBe('webhook.signature');
  });

  it('cannot be moved between its parts', async () => {
    const one = await signWebhook({ id: 'evt_00000001', timestamp: now, body: utf8('1.{}') }, [key]);
    expect(await reasonOf(put(one, 'webhook-id', `evt_00000001.${now}`), {}, utf8('{}'))).toBe('webhook.id');
  });

  it.each(['', 'short', 'a.b.c.d.e', 'x'.repeat(65), 'evt_01 02345', '事件_0123456'])('the id %j', async (id) => {
    await expect(signWebhook({ ...message, id }, [key])).rejects.toThrow('id');
    expect(await reasonOf(put(await signWebhook(message, [key]), 'webhook-id', id))).toBe('webhook.id');
  });

  it('every bit of the signature and of the body counts', async () => {
    const fields = await signWebhook(message, [key]);
    const bytes = fromBase64(textOf(fields, 'webhook-signature').slice(4)) ?? fromHex('');
    for (let bit = 0; bit < 512; bit += 7) {
      const altered = bytes.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte));
      expect(await reasonOf(put(fields, 'webhook-signature', `v1a,${toBase64(altered)}`))).toBe('webhook.signature');
    }
    for (let bit = 0; bit < message.body.length * 8; bit += 5) {
      expect(
        await reasonOf(
          fields,
          {},
          message.body.map((byte, i) => (i === bit >> 3 ? byte ^ (1 << (bit & 7)) : byte)),
        ),
      ).toBe('webhook.signature');
    }
  });

  it('has a size', async () => {
    const body = new Uint8Array(webhookProfile.bodyBytes);
    expect(await reasonOf(await signWebhook({ ...message, body }, [key]), {}, body)).toBe(undefined);
    const larger = new Uint8Array(webhookProfile.bodyBytes + 1);
    await expect(signWebhook({ ...message, body: larger }, [key])).rejects.toThrow('20480');
    expect(await reasonOf(await signWebhook(message, [key]), {}, larger)).toBe('webhook.size');
  });
});

describe('the signature field', () => {
  it('a shared-secret signature proves nothing where only v1a keys are known', async () => {
    const secret = await sha('SHA-256', utf8('any secret'));
    const hmac = await crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const v1 = toBase64(new Uint8Array(await crypto.subtle.sign('HMAC', hmac, concat(utf8(`${message.id}.${now}.`), message.body))));
    expect(await reasonOf(await withSignature(`v1,${v1}`))).toBe('webhook.signature.none');
    const [good = ''] = textOf(await signWebhook(message, [key]), 'webhook-signature').split(' ');
    expect(await reasonOf(await withSignature(`v1,${v1} ${good}`))).toBe(undefined);
    expect(await reasonOf(await withSignature(good.replace('v1a', 'v1')))).toBe('webhook.signature.none');
  });

  const forms: [string, (good: string) => string, string][] = [
    ['is empty', () => '', 'webhook.signature.form'],
    ['has no version', (good) => good.slice(4), 'webhook.signature.form'],
    ['has the wrong case', (good) => good.replace('v1a', 'V1A'), 'webhook.signature.none'],
    ['is separated by commas', (good) => `${good},${good}`, 'webhook.signature.form'],
    ['has two spaces', (good) => `${good}  ${good}`, 'webhook.signature.form'],
    ['has no padding', (good) => good.replace(/=+$/, ''), 'webhook.signature.form'],
    [
      'has other letters for the same bytes',
      (good) => good.replace(/(.)==$/, (_, x) => `${String.fromCharCode(x.charCodeAt(0) + 1)}==`),
      'webhook.signature.form',
    ],
    ['is base64url', (good) => `${good.slice(0, 4)}${'_'.repeat(84)}${good.slice(-4)}`, 'webhook.signature.form'],
    ['is one byte short', (good) => good.replace(/..==$/, ''), 'webhook.signature.form'],
    ['has nine entries', (good) => Array(9).fill(good).join(' '), 'webhook.signature.form'],
  ];
  it.each(forms)('%s', async (_, alter, reason) => {
    const good = textOf(await signWebhook(message, [key]), 'webhook-signature');
    expect(await reasonOf(await withSignature(alter(good)))).toBe(reason);
  });

  it.each(webhookProfile.fields)('%s is there, and once', async (name) => {
    const fields = await signWebhook(message, [key]);
    expect(await reasonOf(fields.filter(([x]) => x !== name))).toBe('webhook.header');
    expect(await reasonOf([...fields, ...fields.filter(([x]) => x === name)])).toBe('webhook.header');
    expect(await reasonOf(fields.map(([x, value]) => [x.toUpperCase(), value]))).toBe(undefined);
  });
});

it('takes Ed25519 keys alone', async () => {
  const p256 = await generateKey('ecdsa-p256-sha256');
  await expect(signWebhook(message, [p256])).rejects.toThrow('Ed25519');
  await expect(signWebhook(message, [])).rejects.toThrow('Ed25519');
  expect(await reasonOf(await signWebhook(message, [key]), { keys: [p256] })).toBe('webhook.signature');
});

it('writes its public key as the standard does, and reads it', async () => {
  const text = webhookKey(key);
  expect(text).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
  expect(await importWebhookKey(text)).toMatchObject({ ok: true, value: { keyId: key.keyId } });
  expect(await importWebhookKey(text.replace('whpk_', 'whsk_'))).toMatchObject({ ok: false, key: 'key.encoding' });
  expect(await importWebhookKey(`whpk_${toBase64(new Uint8Array(32))}`)).toMatchObject({ ok: false, key: 'key.point' });
});

type Options = Parameters<typeof verifyWebhook>[1];

async function reasonOf(fields: readonly Field[], options: Partial<Options> = {}, body: Uint8Array = message.body): Promise<string | undefined> {
  const outcome = await verifyWebhook({ fields, body }, { keys: [key], now, ...options });
  return outcome.ok ? undefined : outcome.key;
}

const textOf = (fields: readonly Field[], name: string): string => fields.find(([x]) => x === name)?.[1] ?? '';

const put = (fields: readonly Field[], name: string, value: string): Field[] => fields.map(([x, text]) => [x, x === name ? value : text]);

const withSignature = async (text: string): Promise<Field[]> => put(await signWebhook(message, [key]), 'webhook-signature', text);
