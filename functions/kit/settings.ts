import { type InForce, inForce, knownSettings, type SettingKey } from '../../shared/areas/settings/known-settings.ts';
import { setting } from '../../shared/areas/settings/setting.resource.ts';
import type { ListRow, Records, Settings } from './context.ts';

type Row = ListRow<typeof setting>;
/** The office's own settings, shared by the requests of a function; `at` is when they were read, in milliseconds. */
export type SettingsCache = { at: number; rows: readonly Row[] };

/** How long settings that were read hold. */
const freshMs = 60_000;
const pageSize = 100;

/** @param clock the date in Shanghai and milliseconds since 1970 of the request */
export function openSettings(records: Pick<Records, 'list'>, cache: SettingsCache, clock: { today: string; nowMs: number }): Settings {
  const rows = async () => {
    if (Math.abs(clock.nowMs - cache.at) >= freshMs) Object.assign(cache, { rows: await readAll(records), at: clock.nowMs });
    return cache.rows.flatMap(({ key, validFrom, value, source }) => (key && validFrom && source ? [{ key, validFrom, value, source }] : []));
  };
  return {
    get: async (key, on = clock.today) => inForce(key, on, await rows()),
    all: async (on = clock.today) => {
      const own = await rows();
      const keys = Object.keys(knownSettings) as SettingKey[];
      return Object.fromEntries(keys.map((key) => [key, inForce(key, on, own)])) as { [K in SettingKey]: InForce<K> };
    },
  };
}

async function readAll(records: Pick<Records, 'list'>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await records.list(setting, { index: 'all', where: {}, limit: pageSize, ...(cursor ? { cursor } : {}) });
    rows.push(...page.items.filter((row) => row.status === 'inForce'));
    if (!page.next) return rows;
    cursor = page.next;
  }
}
