import type { Actor } from '../../shared/kit/access.ts';
import type { Label } from '../../shared/kit/label.ts';
import { openArchive } from './archive.ts';
import { type Context, environment, type Opened, openRequest } from './context.ts';
import { machineVariable, openFlows } from './flows.ts';
import type { Office } from './records/scope.ts';
import { openSettings, type SettingsCache } from './settings.ts';

/** An opened office with the whole context that operations are given. */
export type OpenedContext = Omit<Opened, 'context'> & { readonly context: Context };

const caches = new WeakMap<Office, SettingsCache>();

/** Opens the office for one request of an operation: settings, archive and flows beside the records. */
export function openContext(request: { actor: Actor; requestId: string; action: Label }): OpenedContext {
  const opened = openRequest(request);
  const { today, now, records } = opened.context;
  const nowMs = Date.parse(now);
  const cache = caches.get(opened.office) ?? { at: Number.NEGATIVE_INFINITY, rows: [] };
  caches.set(opened.office, cache);
  const buckets = { inbox: environment('INBOX_BUCKET'), archive: environment('ARCHIVE_BUCKET'), isPathStyle: environment('AWS_ENDPOINT_URL_S3') !== '' };
  const context: Context = {
    ...opened.context,
    settings: openSettings(records, cache, { today, nowMs }),
    archive: openArchive(buckets, nowMs),
    flows: openFlows((flow) => environment(machineVariable(flow))),
  };
  return { ...opened, context };
}
