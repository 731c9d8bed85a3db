import { join } from 'node:path';
import { people } from '../../../infra/demo/people.ts';
import { boot, type Cloud } from '../../../infra/local/boot.ts';
import { temporaryFolder } from '../../../infra/local/testing.ts';
import { synthesizeApart } from '../../../infra/office.ts';
import { openPartner } from '../../../infra/partner/open-partner.ts';
import { must } from '../../../infra/rehearsal/case.ts';
import { type Office, openOffice } from '../../../infra/rehearsal/office.ts';
import { environments } from '../../../infra/testing/offices.ts';
import { addDays } from '../../../shared/kit/calendar/plain-date.ts';
import { label } from '../../../shared/kit/label.ts';
import type { SigningKey } from '../../../shared/kit/signatures/keys.ts';
import { tokensBy } from '../../contracts/flows/testing.ts';
import { officeItself } from '../../kit/context.ts';
import { openContext } from '../../kit/open-context.ts';

const admin = 'admin';
/** Approves keys: never the one who proposed them. */
const checker = { login: 'zhouming', name: '周明', roles: ['legal'], isGroupWide: true };
const accounts = people.map(({ login, name }) => ({ id: login, loginName: login, name }));
const clockOffset = Symbol.for('anchang.clockOffset');

export type LiveOffice = { readonly cloud: Cloud; readonly office: Office; readonly log: readonly string[]; close(): Promise<void> };

/** Where an office is on disk, synthesized with the networks that its webhooks may go to. */
export function prepareOffice(webhookNetworks: string) {
  const folder = temporaryFolder();
  const [assembly, data] = [join(folder.path, 'cdk.out'), join(folder.path, 'data')];
  synthesizeApart(assembly, { webhookNetworks });
  return { assembly, data, remove: () => folder[Symbol.dispose]() };
}

/** An office on one machine whose staff can work, and whose records this process can write as well. */
export async function openLive({ assembly, data }: { assembly: string; data: string }, passwords: Record<string, string> = {}): Promise<LiveOffice> {
  const log: string[] = [];
  const cloud = await boot({ assembly, data, port: 0, accounts, environments, log: (source, line) => log.push(`${source} ${line}`) });
  for (const { loginName, password } of cloud.created) passwords[loginName] = password;
  reachFromHere(cloud);
  return { cloud, log, office: openOffice({ origin: cloud.origin, token: tokensBy(cloud.origin, passwords), isLocal: true }), close: () => cloud.close() };
}

/** Functions of the office that run in this process see its tables and its clock. */
function reachFromHere({ ports, credentials, clock, template }: Cloud): void {
  const { RECORDS_TABLE, AUDIT_TABLE } = template.functions.find(({ environment }) => environment.AUDIT_TABLE)?.environment ?? {};
  Object.assign(process.env, {
    RECORDS_TABLE,
    AUDIT_TABLE,
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${ports.dynamodb}`,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
  Reflect.set(globalThis, clockOffset, () => clock.now() - Date.now());
}

/** The office as it sees itself. */
export const asOffice = () => openContext({ actor: officeItself, requestId: 'test', action: label('测试', 'Test') });

/** The person who approves keys. */
export async function hireChecker({ office }: LiveOffice): Promise<void> {
  must(await office.as(admin).post('/organisation/employee', checker), checker.login);
}

/** A bank that the office knows, without any key. */
export async function registerBank({ office }: LiveOffice, name: string): Promise<{ id: string; member: string }> {
  const { id: member } = must(await office.as(admin).post<{ id: string }>('/banking/bank', { name, kind: 'bank' }), name).data;
  const house = { name, kind: 'bank', member, ratePerSecond: 100, burst: 400 };
  return { id: must(await office.as(admin).post<{ id: string }>('/partners/partner', house), name).data.id, member };
}

/** Proposed by one person, proved by the partner over the door, approved by another. */
export async function registerKey({ office }: LiveOffice, partner: string, key: SigningKey): Promise<void> {
  const notBefore = await office.today();
  const proposal = { partner, algorithm: key.algorithm, publicKey: key.spki, notBefore, notAfter: addDays(notBefore, 300) };
  const { id } = must(await office.as(admin).post<{ id: string }>('/partners/partner-key/propose', proposal), 'propose').data;
  const { challenge } = must(await office.as(admin).get<{ challenge: string }>(`/partners/partner-key/${id}`), 'proposed').data;
  const { status, problem } = await openPartner({ url: office.origin, key }).post(`/partner/v1/keys/${id}/proof`, { challenge });
  if (problem) throw new Error(`expected the key to prove itself, got ${status} ${problem.code ?? problem.title}`);
  must(await office.as(checker.login).post(`/partners/partner-key/${id}/approve`), 'approve');
}
