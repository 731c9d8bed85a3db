import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { coldStarts } from './cold-start.ts';
import { costOfContract, costOfRecords } from './costs.ts';
import { costOfMortgage } from './mortgage-costs.ts';
import { timeSignatures } from './signatures.ts';
import { consoleSizes, functionSizes, hasConsole } from './sizes.ts';
import { prepareOffice } from './temporary-office.ts';
import { type Shape, timeRecords } from './times.ts';

/** `npm run bench`: counted figures first, then times. `--write` puts the table into the README, `--units` sets the larger stock. */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false }, units: { type: 'string', default: '100000' } } });

/** CPU time of the whole office for one request, and requests a second on two cores that do nothing else. */
const budgets: Readonly<Record<Shape, { cpuMs: number; perSecond: number }>> = {
  get: { cpuMs: 0.7, perSecond: 1700 },
  'list 50': { cpuMs: 1.7, perSecond: 650 },
  create: { cpuMs: 2, perSecond: 550 },
  update: { cpuMs: 2, perSecond: 530 },
};

const lines: string[] = [];
const say = (line = '') => {
  lines.push(line);
  console.log(line);
};
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => {
  say(`| ${head.join(' | ')} |`);
  say(`| ${head.map(() => '---').join(' | ')} |`);
  for (const row of rows) say(`| ${row.join(' | ')} |`);
  say();
};
const round = (figure: number, digits = 1) => Number(figure.toFixed(digits));

const folder = await prepareOffice();
const counted = await folder.open({ isCounted: true });
let office = counted;
try {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  say(`Measured on commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}.`);
  say();
  const records = await costOfRecords(counted);
  table(
    ['operation', 'DynamoDB calls', 'RRU', 'WRU'],
    records.map((x) => [x.action, x.calls, x.read, x.write]),
  );
  const contract = await costOfContract(counted);
  table(
    ['one contract, paid in full', 'API calls', 'invocations', 'state transitions', 'RRU', 'WRU', '$ per 1,000'],
    [
      [
        'subscription → archive',
        contract.apiCalls,
        contract.invocations,
        contract.transitions,
        contract.read,
        contract.write,
        round(contract.dollarsPerThousand, 2),
      ],
    ],
  );
  const mortgage = await costOfMortgage(counted);
  const { theCase, loans, releases } = mortgage.transitions;
  table(
    ['one combined loan, two rounds, three releases', 'of the case', 'of its loans', 'of its releases', 'in all'],
    [['state transitions', theCase, loans, releases, theCase + loans + releases]],
  );
  table(
    ['call of a partner', 'DynamoDB calls', 'RRU', 'WRU'],
    mortgage.calls.map((x) => [x.action.replace('partner.', ''), x.calls, x.read, x.write]),
  );
  table(
    ['requests verified by one thread', 'per second'],
    (await timeSignatures()).map((x) => [x.algorithm, round(x.perSecond, 0)]),
  );
  const sizes = functionSizes(folder.assembly).toSorted((a, b) => b.kib - a.kib);
  const middle = sizes[Math.floor(sizes.length / 2)];
  table(
    ['bundle', 'KiB'],
    [
      [`largest (${sizes[0]?.name})`, round(sizes[0]?.kib ?? 0, 0)],
      ['median', round(middle?.kib ?? 0, 0)],
      [`smallest (${sizes.at(-1)?.name})`, round(sizes.at(-1)?.kib ?? 0, 0)],
      ...(hasConsole()
        ? [
            ['console, first load: JS, compressed', round(consoleSizes().js, 0)],
            ['console, first load: CSS, compressed', round(consoleSizes().css, 0)],
          ]
        : []),
    ],
  );
  await counted.close();
  office = await folder.open({ isCounted: false });
  const timed = await timeRecords(office, Number(values.units));
  table(
    ['request, concurrency 32', 'units', 'CPU ms', 'budget', 'per second', 'budget', 'p50 ms', 'p99 ms'],
    timed.requests.map((x) => {
      const { cpuMs, perSecond } = budgets[x.name];
      return [x.name, x.units, round(x.cpuMs, 2), `≤ ${cpuMs}`, round(x.perSecond, 0), `≥ ${perSecond}`, round(x.p50), round(x.p99)];
    }),
  );
  const cold = coldStarts(folder.assembly);
  const { imported, contended } = timed;
  table(
    ['once', 'figure', 'budget'],
    [
      ['first start of an application: bundling, synthesis, boot, ms', round(folder.synthMs.first + office.bootMs, 0), ''],
      ['start with synthesis, bundles kept, ms', round(folder.synthMs.again + office.bootMs, 0), '≤ 6000'],
      ['start of an unchanged application, ms', round(folder.synthMs.unchanged + office.bootMs, 0), '≤ 2200'],
      ['boot of the whole office, ms', round(office.bootMs, 0), '≤ 2200'],
      [`import of 10,000 units (measured with ${imported.units}), s`, round((imported.seconds / imported.units) * 10_000), '≤ 60'],
      ['p99 of a get while 32 deep pages run ÷ alone', round(contended.busy / contended.quiet, 1), '≤ 3'],
      ['cold start of the records handler ÷ of a naive one', round(cold.records / cold.naive, 2), '≤ 0.6'],
      ['memory of the whole office under load, MiB', round(timed.memoryMiB, 0), '≤ 350'],
    ],
  );
} finally {
  await office.close();
  folder.remove();
}

if (values.write) {
  const readme = new URL('../../README.md', import.meta.url);
  const text = readFileSync(readme, 'utf8');
  const [start, end] = ['<!-- bench -->', '<!-- /bench -->'];
  if (!text.includes(start)) throw new Error(`expected ${start} in README.md`);
  writeFileSync(readme, `${text.slice(0, text.indexOf(start) + start.length)}\n${lines.join('\n').trim()}\n${text.slice(text.indexOf(end))}`);
  execFileSync('biome', ['format', '--write', readme.pathname]);
}
process.exit();
