import { randomBytes } from 'node:crypto';
import { partner } from '../../shared/areas/partners/partner.resource.ts';
import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { proposeKey } from '../../shared/areas/partners/propose-key.operation.ts';
import { addDays, endOfDay, startOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { failField } from '../../shared/kit/errors.ts';
import { importPublicKey } from '../../shared/kit/signatures/keys.ts';
import { chosen } from '../kit/chosen.ts';
import { create } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** Longest life of a key, in days. */
const mostDays = 398;
const challengeBytes = 24;

/** The id of a key is computed from it, never typed; what is stored is its one encoding. */
export const run: Run<typeof proposeKey> = async ({ input, context }) => {
  const { algorithm, publicKey, notBefore, notAfter, certSerial } = input;
  const house = await chosen(context, partner, { field: 'partner', id: input.partner });
  const key = await importPublicKey(publicKey, algorithm);
  if (!key.ok) return failField('publicKey', key.key);
  if (notAfter < context.today || notAfter < notBefore) failField('notAfter', 'partnerKey.past');
  if (notAfter > addDays(notBefore, mostDays)) failField('notAfter', 'partnerKey.tooLong', { most: mostDays });
  const { keyId, spki } = key.value;
  const life = { notBefore: startOfDay(notBefore), notAfter: endOfDay(notAfter) };
  const challenge = randomBytes(challengeBytes).toString('base64url');
  const values = { partner: house.id, keyId, algorithm, publicKey: spki, ...life, challenge, proposedBy: context.actor.id };
  return { status: 201, writes: [create(partnerKey, { ...values, ...(certSerial ? { certSerial } : {}) }, { event: 'partnerKey.proposed' })] };
};

export const handler = serve(proposeKey, run);
