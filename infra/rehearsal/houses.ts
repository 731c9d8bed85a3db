import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { addDays } from '../../shared/kit/calendar/plain-date.ts';
import type { Algorithm } from '../../shared/kit/signatures/algorithms.ts';
import type { SigningKey } from '../../shared/kit/signatures/keys.ts';
import { makeKeyFile, readKeyFile } from '../partner/key-file.ts';
import { openPartner, type Partner } from '../partner/open-partner.ts';
import { must, RehearsalError } from './case.ts';
import type { Client } from './client.ts';
import { type HouseName, houses } from './house-dossiers.ts';
import type { Office } from './office.ts';

/** A house outside the office, with its record there and its side of the signed door. */
export type House = { readonly name: HouseName; readonly member: string; readonly client: Partner };
export type { HouseName };
export type Houses = Readonly<Record<HouseName, House>>;
type Key = { readonly id: string; readonly keyId: string; readonly status: string; readonly notAfter: string };

/** How long a key lives, and how long before its end a new one takes over, in days. */
const life = { most: 397, left: 90 };
/** Who proposes keys and who approves them: never the same person. */
const [maker, checker] = ['admin', 'zhouming'];

/** Where the key pair of a house is kept. @example keyFileOf('data/partners', 'icbc') */
export const keyFileOf = (folder: string, name: HouseName): string => join(folder, `${name}.json`);

/**
 * Makes sure that the banks and the law firm are in the office's books and have a key that signs: what is there stays, what is
 * missing is registered as its people would.
 *
 * @param folder where the key pairs are; readable by their owner alone
 * @example const { icbc } = await openHouses(office, 'data/partners')
 */
export async function openHouses(office: Office, folder: string): Promise<Houses> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const open: House[] = [];
  for (const name of Object.keys(houses) as HouseName[]) open.push(await openHouse(office, folder, name));
  return Object.fromEntries(open.map((house) => [house.name, house])) as Houses; // one of each name
}

async function openHouse(office: Office, folder: string, name: HouseName): Promise<House> {
  const { kind, algorithm, path, dossier } = houses[name];
  const admin = office.as(maker);
  const member = await found(admin, path, { query: { index: 'all', limit: 100 }, values: dossier, isIt: (row) => row.name === dossier.name });
  const partner = await found(admin, '/partners/partner', { query: { index: 'byMember', member }, values: { name: dossier.name, kind, member } });
  const key = await signingKey(office, { file: keyFileOf(folder, name), partner, algorithm });
  return { name, member, client: openPartner({ url: office.origin, key }) };
}

type Named = { readonly id: string; readonly name: string };
/** The id of a record that is there, or is made. */
async function found(admin: Client, path: string, wanted: { query: Record<string, string | number>; values: object; isIt?: (row: Named) => boolean }) {
  const { data } = must(await admin.get<Named[]>(path, wanted.query), path);
  return data.find(wanted.isIt ?? (() => true))?.id ?? must(await admin.post<Named>(path, wanted.values), path).data.id;
}

/** The key of a file if it signs for some time to come, or a new one in its place. */
async function signingKey(office: Office, { file, partner, algorithm }: { file: string; partner: string; algorithm: Algorithm }): Promise<SigningKey> {
  const known = must(await office.as(maker).get<Key[]>('/partners/partner-key', { index: 'byPartner', partner, limit: 100 }), 'keys').data;
  const least = addDays(await office.today(), life.left);
  if (existsSync(file)) {
    const key = await readKeyFile(file);
    const row = known.find(({ keyId }) => keyId === key.keyId);
    if (row?.status === 'active' && row.notAfter > least) return key;
    if (!row || row.status === 'pending') return registered(office, { key, partner, ...(row ? { id: row.id } : {}) });
    renameSync(file, `${file}.${row.status}-${row.id.slice(-6)}`);
  }
  return registered(office, { key: await makeKeyFile(file, algorithm), partner });
}

/** Proposed by one person, proved by the house, approved by another. */
async function registered(office: Office, { key, partner, id }: { key: SigningKey; partner: string; id?: string }): Promise<SigningKey> {
  const today = await office.today();
  const { algorithm, spki: publicKey } = key;
  const proposal = { partner, algorithm, publicKey, notBefore: today, notAfter: addDays(today, life.most) };
  const proposed = id ?? must(await office.as(maker).post<Named>('/partners/partner-key/propose', proposal), 'propose a key').data.id;
  const path = `/partners/partner-key/${proposed}`;
  const { challenge } = must(await office.as(maker).get<{ challenge: string }>(path), 'the proposed key').data;
  const { status, problem } = await openPartner({ url: office.origin, key }).post(`/partner/v1/keys/${proposed}/proof`, { challenge });
  if (problem) throw new RehearsalError(`proof of a key: expected an answer, got ${status} ${problem.code ?? problem.title}`);
  must(await office.as(checker).post(`${path}/approve`), 'approve a key');
  return key;
}
