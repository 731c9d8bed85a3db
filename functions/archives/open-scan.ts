import { openScan } from '../../shared/areas/archives/open-scan.operation.ts';
import { scan } from '../../shared/areas/archives/scan.resource.ts';
import { fail } from '../../shared/kit/errors.ts';
import { change } from '../kit/records/write.ts';
import { type Run, serve } from '../kit/serve.ts';
import { archiveKey } from './keys.ts';

/** K11: an address for a few minutes; that it was issued is written before it is answered. */
export const run: Run<typeof openScan> = async ({ id, context }) => {
  const item = await context.records.get(scan, id);
  if (item.status !== 'kept' || !item.objectVersion) fail('scan.notKept');
  const address = await context.archive.presignDownload({ key: archiveKey(id, item.sha256), versionId: item.objectVersion, fileName: item.name });
  return { writes: [change(scan, item, {}, { event: 'scan.opened', from: ['kept'] })], body: address };
};

export const handler = serve(openScan, run);
