import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { areas } from '../shared/areas/index.ts';
import { bundle, entriesOf, keptBuilds } from './bundle.ts';

const outdir = mkdtempSync(join(tmpdir(), 'anchang-bundle-'));
const where = { outdir, builds: keptBuilds };
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

describe('what a function loads when it starts', () => {
  it.each(areas)('$name: at most 420 KiB for its records, 650 KiB for an operation (D6)', async (area) => {
    const { bytes } = await bundle(area.name, entriesOf(area), where);
    const { records = 0, ...others } = bytes;
    expect(records).toBeGreaterThan(0);
    expect(records).toBeLessThanOrEqual(420 * 1024);
    for (const [handler, size] of Object.entries(others)) expect(size, handler).toBeLessThanOrEqual(650 * 1024);
  });

  it('has the definitions of its own area in its records, and of no other', async () => {
    const { dir } = await bundle('customers', { records: 'records:customers:customer' }, where);
    const code = readFileSync(join(dir, 'records.mjs'), 'utf8');
    expect(code).toContain('意向房源');
    const others = areas.filter(({ name }) => name !== 'customers').flatMap((area) => area.resources);
    for (const { idPrefix, name } of others) expect(code, name).not.toContain(`idPrefix:"${idPrefix}"`);
  });

  it('has what verifies signatures in the functions of the partners, and nowhere else', async () => {
    // The signer id of SM2 and the tag of the profile stand in the code as they are written.
    const holds = async (area: (typeof areas)[number]) => {
      const { dir } = await bundle(area.name, entriesOf(area), where);
      const code = readdirSync(dir).map((file) => readFileSync(join(dir, file), 'utf8'));
      return code.some((text) => text.includes('1234567812345678') || text.includes('psp-1-response'));
    };
    const holding = [];
    for (const area of areas) if (await holds(area)) holding.push(area.name);
    expect(holding).toEqual(['partners']);
  });

  it('names a handler that does not exist', async () => {
    await expect(bundle('settings', { nothing: 'functions/settings/nothing.ts' }, where)).rejects.toThrow('functions/settings/nothing.ts');
  });
});
