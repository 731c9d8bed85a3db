import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { signIn } from './local/identity/sign-in.ts';
import { PartnerError } from './partner/partner-error.ts';
import { type Line, must, RehearsalError } from './rehearsal/case.ts';
import { openHouses } from './rehearsal/houses.ts';
import { playMortgage } from './rehearsal/mortgage.ts';
import { type Office, openOffice } from './rehearsal/office.ts';
import { playStory } from './rehearsal/story.ts';

/**
 * `npm run rehearse`: the whole story on a running office, through its public API and, for its banks and law firm, through the signed door.
 *
 *   npm run rehearse                                         the office on this machine (passwords from data/accounts.json)
 *   npm run rehearse -- --url https://… --tokens tokens.json  a deployed one: { "liuwei": "eyJ…", … }
 *   npm run rehearse -- --partners folder                    where the key pairs of its banks and law firm are, or will be
 */
const { values } = parseArgs({
  options: {
    url: { type: 'string', default: 'http://127.0.0.1:8080' },
    accounts: { type: 'string', default: 'data/accounts.json' },
    tokens: { type: 'string' },
    partners: { type: 'string', default: 'data/partners' },
    project: { type: 'string' },
  },
});

try {
  await rehearse();
} catch (error) {
  if (!(error instanceof RehearsalError) && !(error instanceof PartnerError) && !(error instanceof TypeError && error.message === 'fetch failed')) throw error;
  console.error(`✗ ${error.message === 'fetch failed' ? `nobody answers at ${values.url}` : error.message}`);
  process.exitCode = 1;
}

async function rehearse(): Promise<void> {
  const office = openOffice({ origin: values.url, token: tokens(), isLocal: !values.tokens });
  const project = await projectOf(office);
  const total = { calls: 0, read: 0, write: 0 };
  const report = (line: Line) => {
    for (const name of ['calls', 'read', 'write'] as const) total[name] += line.cost[name];
    console.log([line.step.padEnd(24), line.who.padEnd(10), line.result.padEnd(22), costText(line.cost).padEnd(30), line.next].join(' ').trimEnd());
  };
  const mark = `R${Date.now().toString(36).slice(-5)}`;
  const houses = await openHouses(office, values.partners);
  const { lumpSum, loan } = await playStory({ office, project, mark, report });
  const mortgage = await playMortgage({ office, project, mark, houses, report }, loan.contract);
  for (const [name, followed] of Object.entries({ lumpSum, loan })) {
    const { steps } = await followed.flow();
    console.log(`${name}: ${steps.length} states entered, all done`);
  }
  const entered = await Promise.all(mortgage.map(async (flow) => (await flow.flow()).steps.length));
  console.log(`mortgage: ${entered.reduce((sum, count) => sum + count, 0)} states entered in ${mortgage.length} flows, all done`);
  console.log(`✓ the rehearsal went as it should: ${costText(total)}`);
}

/** Signs people in as they would themselves, or takes the tokens that were given. */
function tokens(): (login: string, isFresh: boolean) => Promise<string> {
  if (values.tokens) {
    const given = readJson(values.tokens);
    return async (login) => given[login] ?? lack(`a token of ${login} in ${values.tokens}`);
  }
  const passwords = readJson(values.accounts);
  const known = new Map<string, string>();
  return async (login, isFresh) => {
    const password = passwords[login] ?? lack(`the password of ${login} in ${values.accounts}`);
    const token = (!isFresh && known.get(login)) || (await signIn({ origin: values.url, loginName: login, password })).accessToken;
    known.set(login, token);
    return token;
  };
}

async function projectOf(office: Office): Promise<string> {
  const { data } = must(await office.as('lina').get<{ id: string; code: string; status: string }[]>('/projects/project', { index: 'all' }), 'projects');
  const chosen = data.find((project) => (values.project ? project.code === values.project : project.status === 'onSale'));
  return chosen?.id ?? lack(values.project ? `a project ${values.project}` : 'a project on sale');
}

function readJson(path: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return lack(`a readable JSON file at ${path}`);
  }
}

function lack(what: string): never {
  throw new RehearsalError(`expected ${what}`);
}

function costText(cost: Line['cost']): string {
  return cost.calls ? `${cost.calls} calls ${cost.read} RRU ${cost.write} WRU` : '';
}
