import type { ParsedUnit } from '../../../shared/areas/projects/price-list/unit-row.ts';
import { resourceEntry } from '../office.ts';
import { ApiProblem, call } from '../providers/api.ts';
import { listPage, type Row } from '../providers/data.ts';

/** Units of one request. */
const perCall = 100;
/** A request that met a busy store or a lost connection is tried again after these milliseconds. */
const pauses = [500, 2000, 5000];
/** What a unit of a price list becomes; the other columns of the file are for people. */
const sent = ['building', 'entrance', 'floor', 'room', 'layout', 'floorArea', 'innerArea', 'unitPrice', 'listPrice', 'use'] as const;

/** The record of an earlier import of the same file into the project, by the hash of the file. */
export async function findByFile(resource: 'priceList' | 'bankStatement', partition: { project: string; fileHash: string }): Promise<Row | undefined> {
  const [found] = (await listPage(resource, { index: 'byFile', partition, limit: 1 })).data;
  return found && (await call<{ data: Row }>(`${resourceEntry(resource).path}/${found.id}`)).data;
}

/** Makes the record that an import counts on. */
export async function beginImport(values: Readonly<Record<string, unknown>>): Promise<Row> {
  const { data } = await call<{ data: Row }>(resourceEntry('priceList').path, { method: 'POST', body: values });
  return data;
}

/**
 * Sends the units part by part, from where the import stands. Parts sent twice change nothing, so that it may be taken up again.
 *
 * @param report told how many units are in after each part
 * @throws ApiProblem when a part is refused
 */
export async function runImport(list: Row, units: readonly ParsedUnit[], report: (count: number) => void): Promise<number> {
  let done = Number(list.importedCount ?? 0);
  report(done);
  while (done < units.length) {
    const rows = units
      .slice(done, done + perCall)
      .map((unit) => Object.fromEntries(sent.flatMap((name) => (unit[name] === undefined ? [] : [[name, unit[name]]]))));
    const { data } = await patiently(() =>
      call<{ data: { importedCount: number } }>(`${resourceEntry('priceList').path}/${list.id}/import`, { method: 'POST', body: { from: done, units: rows } }),
    );
    if (data.importedCount <= done) throw new Error(`expected the import to go beyond ${done}, got ${data.importedCount}`);
    done = data.importedCount;
    report(done);
  }
  return done;
}

/** Asks again after a pause what met a busy store or a lost connection; any other refusal is thrown. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      const isPassing = error instanceof ApiProblem && (error.statusCode === 0 || error.statusCode === 503 || error.code === 'record.busy');
      if (!isPassing) throw error;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
  return ask();
}
