import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { coldStarts } from './cold-start.ts';
import { costOfContract, costOfRecords } from './costs.ts';
import { consoleSizes, functionSizes, hasConsole } from './sizes.ts';
import { openTemporaryOffice } from './temporary-office.ts';
import { timeRecords } from './times.ts';

/** `npm run bench`: counted figures first, then times. `--write` puts the table into the README, `--units` sets the larger stock. */
const { values } = parseArgs({ options: { write: { type: 'boolean', default: false }, units: { type: 'string', default: '100000' } } });

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

const office = await openTemporaryOffice();
try {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  say(`Measured on commit ${commit}, Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'CPU'}.`);
  say();
  const records = await costOfRecords(office);
  table(
    ['operation', 'DynamoDB calls', 'RRU', 'WRU'],
    records.map((x) => [x.action, x.calls, x.read, x.write]),
  );
  const contract = await costOfContract(office);
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
  const sizes = functionSizes(office.assembly).toSorted((a, b) => b.kib - a.kib);
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
  const timed = await timeRecords(office, Number(values.units));
  table(
    ['request, concurrency 32', 'units', 'per second', 'p50 ms', 'p99 ms'],
    timed.requests.map((x) => [x.name, x.units, round(x.perSecond, 0), round(x.p50), round(x.p99)]),
  );
  const cold = coldStarts(office.assembly);
  table(
    ['once', 'figure'],
    [
      ['synthesis with bundling, ms', round(office.synthMs, 0)],
      ['boot of the whole office, ms', round(office.bootMs, 0)],
      [`import of ${timed.imported.units} units, s`, round(timed.imported.seconds)],
      ['cold start of the records handler ÷ of a naive one', round(cold.records / cold.naive, 2)],
      ['memory of the whole office under load, MiB', round(timed.memoryMiB, 0)],
    ],
  );
} finally {
  await office.close();
}

if (values.write) {
  const readme = new URL('../../README.md', import.meta.url);
  const text = readFileSync(readme, 'utf8');
  const [start, end] = ['<!-- bench -->', '<!-- /bench -->'];
  if (!text.includes(start)) throw new Error(`expected ${start} in README.md`);
  writeFileSync(readme, `${text.slice(0, text.indexOf(start) + start.length)}\n${lines.join('\n').trim()}\n${text.slice(text.indexOf(end))}`);
}
process.exit();
