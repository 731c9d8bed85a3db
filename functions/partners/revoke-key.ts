import { partnerKey } from '../../shared/areas/partners/partner-key.resource.ts';
import { revokeKey } from '../../shared/areas/partners/revoke-key.operation.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';

/** A revoked key gives its slot free; no function takes it for longer than it remembers keys. */
export const run: Run<typeof revokeKey> = async ({ input: { reason }, id, context }) => {
  const item = await context.records.get(partnerKey, id, { consistent: true });
  const from = ['pending', 'active', 'retiring'];
  return { writes: [change(partnerKey, item, {}, { event: 'partnerKey.revoked', from, to: 'revoked', reason })] };
};

export const handler = serve(revokeKey, run);
