import { keepScan } from '../../shared/areas/archives/keep-scan.operation.ts';
import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { addMonths, endOfDay } from '../../shared/kit/calendar/plain-date.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { archiveKey, inboxKey } from './keys.ts';

/** K10: what arrived is what was announced, and it is locked for the years of its class before the record says so. */
export const run: Run<typeof keepScan> = async ({ id, context }) => {
  const item = await context.records.get(scan, id);
  const arrived = await context.archive.head(inboxKey(id));
  if (!arrived) fail('scan.notArrived');
  if (arrived.size !== item.size || arrived.sha256 !== item.sha256) fail('scan.otherBytes');
  const { value } = await context.settings.get('retentionContract');
  const retainUntil = addMonths(context.today, value.years * 12);
  const kept = await context.archive.keep({ from: inboxKey(id), key: archiveKey(id, item.sha256), retainUntil: endOfDay(retainUntil) });
  return {
    writes: [change(scan, item, { retainUntil, objectVersion: kept.versionId, sm3: kept.sm3 }, { event: 'scan.kept', to: 'kept', from: ['uploading'] })],
  };
};

export const handler = serve(keepScan, run);
