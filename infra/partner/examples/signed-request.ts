/**
 * Everything that a partner's program does at the signed door, with nothing but Node: sign a request, verify the answer, verify a
 * webhook. The values are those of the test vectors; a real request takes the time of now and a nonce that was never used.
 *
 *   node signed-request.ts [algorithm keyId privateKey]
 */
import { constants, createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

const [
  algorithm = 'ed25519',
  keyId = 'ufW3NQIoA3kQdCQET0m_cuUN4DbhKnGKYCVfslaIEcU',
  privateKey = 'MC4CAQAwBQYDK2VwBCIEIB5oyEj2P6DgUOeHCAtvFvogqUWPJkNQUWkKNu588YKT',
] = process.argv.slice(2);

const request = {
  method: 'POST',
  url: 'https://office.example.cn/api/partner/v1/loans/lon_01hf7yat00abcdefghjkmn/decision',
  contentType: 'application/json',
  idempotencyKey: '"0f9a2f6e-4f4e-4d5c-9a64-2f6b3a1d8c77"', // the same when the request is sent again
  body: Buffer.from('{"isApproved":true,"decidedOn":"2026-03-02","amount":128000000,"bankReference":"沪贷2026-0117"}'),
};
const created = 1_772_413_200; // Math.floor(Date.now() / 1000)
const nonce = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYX'; // randomBytes(24).toString('base64url'), new each time

/** What the office published, and what it answered. */
const officeKey = createPublicKey({ key: Buffer.from('MCowBQYDK2VwAyEAklRx6IgsJB+igJwZUeNHe+xyeElPhnV4cFTihRDx4co=', 'base64'), format: 'der', type: 'spki' });
const answer = {
  status: 200,
  contentType: 'application/json',
  contentDigest: 'sha-256=:OnoXCTRDpH+zoLkODot8ZqKEwpPdZb8/RhuSohH/IR8=:',
  signatureInput:
    'psp=("@status" "content-digest" "content-type" "@method";req "@target-uri";req "content-digest";req);created=1772413200;expires=1772413500;nonce="AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";keyid="ufW3NQIoA3kQdCQET0m_cuUN4DbhKnGKYCVfslaIEcU";tag="psp-1-response"',
  signature: 'psp=:28yFfXx+Cuyr6kXE83aDxHTp2NDXtIYv+U6eemJGuv+D5AGsj2r9Ypea3N+c/BpP0zDAIL/dkjgmzRE4aMpYBg==:',
  body: Buffer.from('{"data":{"id":"lon_01hf7yat00abcdefghjkmn","status":"approved","approvedAmount":128000000}}'),
};
const webhook = {
  id: 'whd_01hf7yat00abcdefghjkmn',
  timestamp: '1772413200',
  signature: 'v1a,K+LmBgxF8S0Y6rWPzSGtvbzUJmIncslfyp6f6WFHUaQDoXOD+x34Z0qds31uOPvJLQObJqdW/5NvZX1dMz05Dw==',
  body: Buffer.from('{"type":"loan.inReview","timestamp":"2026-03-02T01:00:00.000Z","data":{"id":"lon_01hf7yat00abcdefghjkmn"}}'),
};

const digestOf = (body: Buffer): string => `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;

/** 1. The lines that are signed, in this order, and the parameters last. */
const contentDigest = digestOf(request.body);
const components = '("@method" "@target-uri" "content-digest" "content-type" "idempotency-key")';
const parameters = `${components};created=${created};expires=${created + 300};nonce="${nonce}";keyid="${keyId}";tag="psp-1"`;
const base = [
  `"@method": ${request.method}`,
  `"@target-uri": ${request.url}`,
  `"content-digest": ${contentDigest}`,
  `"content-type": ${request.contentType}`,
  `"idempotency-key": ${request.idempotencyKey}`,
  `"@signature-params": ${parameters}`,
].join('\n');

/** 2. Signed with the algorithm that the key was registered for. */
function signWith(key: KeyObject, text: Buffer): Buffer {
  if (algorithm === 'ed25519') return sign(null, text, key);
  if (algorithm === 'ecdsa-p256-sha256') return sign('sha256', text, { key, dsaEncoding: 'ieee-p1363' });
  if (algorithm === 'rsa-pss-sha512') return sign('sha512', text, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 64 });
  throw new Error(`Node has no ${algorithm}`);
}
const own = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' });
console.log(base);
console.log('');
console.log(`content-digest: ${contentDigest}`);
console.log(`signature-input: psp=${parameters}`);
console.log(`signature: psp=:${signWith(own, Buffer.from(base)).toString('base64')}:`);
console.log('');

/** 3. The answer: its body is the one of its digest, it repeats the nonce, and its signature is over it and over the request. */
function isOfOffice({ status, contentType, contentDigest: digest, signatureInput, signature, body }: typeof answer): boolean {
  const signed = '("@status" "content-digest" "content-type" "@method";req "@target-uri";req "content-digest";req)';
  const given = signatureInput.slice('psp='.length);
  const isForThis = given.startsWith(`${signed};`) && given.includes(`;nonce="${nonce}";`) && given.endsWith(';tag="psp-1-response"');
  const madeAt = Number(/;created=(\d+);/.exec(given)?.[1]);
  if (!isForThis || Math.abs(created - madeAt) > 300 || digest !== digestOf(body)) return false;
  const lines = [
    `"@status": ${status}`,
    `"content-digest": ${digest}`,
    `"content-type": ${contentType}`,
    `"@method";req: ${request.method}`,
    `"@target-uri";req: ${request.url}`,
    `"content-digest";req: ${contentDigest}`,
    `"@signature-params": ${given}`,
  ];
  return verify(null, Buffer.from(lines.join('\n')), officeKey, Buffer.from(signature.slice('psp=:'.length, -1), 'base64'));
}

/** 4. A webhook: Standard Webhooks with Ed25519, one good signature of those that are there is enough. */
function isNotice({ id, timestamp, signature, body }: typeof webhook, now: number): boolean {
  if (!/^[1-9]\d{0,11}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > 300) return false;
  const text = Buffer.concat([Buffer.from(`${id}.${timestamp}.`), body]);
  return signature.split(' ').some((one) => one.startsWith('v1a,') && verify(null, text, officeKey, Buffer.from(one.slice('v1a,'.length), 'base64')));
}

const altered = (body: Buffer) => Buffer.from(body.map((byte, i) => (i === 10 ? byte ^ 1 : byte)));
const say = (what: string, isGood: boolean) => console.log(`${what}: ${isGood ? 'verified' : 'refused'}`);
say('answer', isOfOffice(answer));
say('answer with another body', isOfOffice({ ...answer, body: altered(answer.body) }));
say('answer with another status', isOfOffice({ ...answer, status: 201 }));
say('webhook', isNotice(webhook, created));
say('webhook with another body', isNotice({ ...webhook, body: altered(webhook.body) }, created));
say('webhook six minutes later', isNotice(webhook, created + 360));
