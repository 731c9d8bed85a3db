import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bank } from '../../shared/areas/banking/bank.resource.ts';
import { bankStatement } from '../../shared/areas/finance/bank-statement.resource.ts';
import { importStatement } from '../../shared/areas/finance/import-statement.operation.ts';
import { matchStatement } from '../../shared/areas/finance/match-statement.operation.ts';
import { previewStatement } from '../../shared/areas/finance/preview-statement.operation.ts';
import { recordReceipt } from '../../shared/areas/finance/record-receipt.operation.ts';
import { resolveLine } from '../../shared/areas/finance/resolve-line.operation.ts';
import { reverseReceipt } from '../../shared/areas/finance/reverse-receipt.operation.ts';
import { statementLine } from '../../shared/areas/finance/statement-line.resource.ts';
import { todo } from '../../shared/areas/organisation/todo.resource.ts';
import { change, create } from '../kit/records/write.ts';
import { handler as ask } from './ask-reconciliation.ts';
import { handler as importLines } from './import-statement.ts';
import { handler as match } from './match-statement.ts';
import { handler as preview } from './preview-statement.ts';
import { handler as record } from './record-receipt.ts';
import { handler as resolve } from './resolve-line.ts';
import { handler as reverse } from './reverse-receipt.ts';
import { type Counter, counter, today } from './testing.ts';

let at: Counter;
beforeAll(async () => {
  at = await counter();
});
afterAll(() => at.stop());

type Line = { identity: string; amount: number; direction?: 'in' | 'out'; serial?: string; payer?: string; bookedOn?: string };
let files = 0;

const begin = async (lineCount: number, more: object = {}) => {
  files += 1;
  const file = { fileName: `${files}.csv`, fileHash: String(files).padStart(64, '0'), startsOn: '2026-02-02', endsOn: today, lineCount };
  const [made] = await at.records.write([create(bankStatement, { project: at.home.id, bank: at.house.id, ...file, ...more })]);
  return made.id;
};
const rowsOf = (lines: readonly Line[]) => lines.map((line, place) => ({ row: place + 2, bookedOn: today, direction: 'in', ...line }));
const send = (id: string, lines: readonly Line[], start = 0) => at.call(importStatement, importLines, { start, lines: rowsOf(lines) }, { id });
const imported = async (lines: readonly Line[]): Promise<string> => {
  const id = await begin(lines.length);
  expect((await send(id, lines)).json.data).toMatchObject({ status: 'read' });
  return id;
};
const linesOf = async (id: string) => (await at.records.list(statementLine, { index: 'byStatement', where: { statement: id }, limit: 100 })).items;
const statusesOf = async (id: string) => Object.fromEntries((await linesOf(id)).map((line) => [line.identity, line.status]));
const matched = (id: string) => at.call(matchStatement, match, {}, { id });
const receive = async (amount: number, more: object = {}) => {
  const item = await at.contractOf();
  await at.follow(item);
  const movement = at.movement(amount, more);
  const { json } = await at.call(recordReceipt, record, { contract: item.id, kind: 'housePrice', ...movement });
  return { id: json.data.id as string, serial: movement.serial, contract: item };
};
const openTodo = async (subject: string, part = '-', step: string = resolveLine.name) => (await at.records.find(todo, 'step', { subject, step, part }))?.status;

describe('importing a statement', () => {
  it('takes its lines in parts, once each, and goes on where it stopped', async () => {
    const lines = Array.from({ length: 120 }, (_, i): Line => ({ identity: `s:A${i}:in`, amount: i + 1, serial: `A${i}` }));
    const id = await begin(120);
    expect((await send(id, lines.slice(0, 100))).json.data).toEqual({ importedCount: 100, knownCount: 0, lineCount: 120, status: 'importing' });
    expect((await send(id, lines.slice(110), 110)).json.errors).toMatchObject({ start: { key: 'import.gap' } });
    expect((await send(id, lines.slice(50), 50)).json.data).toMatchObject({ importedCount: 120, status: 'read' });
    expect((await send(id, lines.slice(50), 50)).json.data).toMatchObject({ importedCount: 120, status: 'read' });
    expect((await send(id, [lines[0] as Line], 120)).json.errors).toMatchObject({ lines: { key: 'statement.otherCount' } });
    const again = await begin(120);
    await send(again, lines.slice(0, 100));
    expect((await send(again, lines.slice(100), 100)).json.data).toMatchObject({ knownCount: 120, status: 'read' });
    expect(await linesOf(again)).toEqual([]);
    expect((await matched(again)).json.data).toMatchObject({ status: 'reconciled', matchedCount: 0, differenceCount: 0 });
  });

  it('refuses the same file a second time, and a line twice in a part', async () => {
    const id = await begin(2);
    const fileHash = String(files).padStart(64, '0');
    await expect(begin(2, { fileHash })).rejects.toMatchObject({ code: 'field.taken' });
    const ofFile = async () => (await at.records.list(bankStatement, { index: 'byFile', where: { project: at.home.id, fileHash } })).items.map((row) => row.id);
    expect(await ofFile()).toEqual([id]);
    const given = await begin(2);
    const { fileHash: own } = await at.records.get(bankStatement, given);
    await at.records.write([change(bankStatement, await at.records.get(bankStatement, given), {}, { event: 'bankStatement.abandoned', to: 'abandoned' })]);
    expect((await at.records.list(bankStatement, { index: 'byFile', where: { project: at.home.id, fileHash: own } })).items).toEqual([]);
    expect(await begin(2, { fileHash: own })).not.toBe(given);
    expect(
      (
        await send(id, [
          { identity: 'x', amount: 1 },
          { identity: 'x', amount: 1 },
        ])
      ).json.errors,
    ).toMatchObject({ 'lines.1.identity': { key: 'field.taken' } });
    expect((await send(id, [{ identity: 'x', amount: 0 }])).json.errors).toMatchObject({ 'lines.0.amount': { key: 'field.tooSmall' } });
  });
});

describe('comparing a statement', () => {
  it('finds what agrees, shows it before it is written, and makes a to-do of each difference', async () => {
    const [bySerial, other, lost] = [await receive(1001), await receive(1003), await receive(1004)];
    await receive(1002, { payer: '林 晓彤' });
    const lines: Line[] = [
      { identity: 's:1', amount: 1001, serial: bySerial.serial },
      { identity: 'c:2', amount: 1002, payer: '林晓彤' },
      { identity: 's:3', amount: 1999, serial: other.serial },
      { identity: 's:4', amount: 555, serial: 'Z9', payer: '王小明' },
    ];
    const id = await imported(lines);
    const seen = await at.call(previewStatement, preview, {}, { id });
    expect(seen.json.data.outcomes.map((x: { to: string }) => x.to).toSorted()).toEqual(['amountDiffers', 'matched', 'matched', 'missingHere']);
    expect(seen.json.data.missingThere).toMatchObject([{ receipt: lost.id }]);
    expect(new Set(Object.values(await statusesOf(id)))).toEqual(new Set(['new']));
    expect((await matched(id)).json.data).toMatchObject({ status: 'open', matchedCount: 2, differenceCount: 3 });
    expect(await statusesOf(id)).toEqual({
      's:1': 'matched',
      'c:2': 'matched',
      's:3': 'amountDiffers',
      's:4': 'missingHere',
      [`p:${lost.id}`]: 'missingThere',
    });
    for (const line of await linesOf(id)) expect(await openTodo(line.id)).toBe(line.status === 'matched' ? undefined : 'open');
    const asked = (await linesOf(id)).find((line) => line.identity === 's:4');
    expect(asked?.name).toMatch(/^\d{4}-\d\d-\d\d \+5\.55 Z9$/);
    expect(await at.records.find(todo, 'step', { subject: asked?.id, step: resolveLine.name, part: '-' })).toMatchObject({ subjectTitle: asked?.name });
    expect((await matched(id)).json).toMatchObject({ status: 409, code: 'record.state' });
    const named = async (identity: string) => (await linesOf(id)).find((line) => line.identity === identity)?.id ?? '';
    const settle = async (identity: string, body: object) => at.call(resolveLine, resolve, body, { id: await named(identity) });

    expect((await settle('s:4', { resolution: 'booked', kind: 'housePrice' })).json.errors).toMatchObject({ contract: { key: 'field.required' } });
    const booked = await settle('s:4', { resolution: 'booked', kind: 'housePrice', contract: bySerial.contract.id });
    expect(booked.json.data).toMatchObject({ status: 'resolved', resolution: 'booked' });
    expect(await at.records.get(at.receipt, booked.json.data.receipt)).toMatchObject({ amount: 555, serial: 'Z9', payer: '王小明', entry: 'receipt' });
    expect((await settle('s:4', { resolution: 'booked', kind: 'housePrice', contract: bySerial.contract.id })).json.status).toBe(409);
    expect((await settle('s:3', { resolution: 'linked', receipt: other.id })).json.errors).toMatchObject({ receipt: { key: 'line.otherPosting' } });
    expect((await settle('s:3', { resolution: 'explained' })).json.errors).toMatchObject({ note: { key: 'review.reasonNeeded' } });
    expect((await settle('s:3', { resolution: 'explained', note: '银行扣手续费' })).status).toBe(200);
    expect(await at.records.get(bankStatement, id, { consistent: true })).toMatchObject({ status: 'open', differenceCount: 1 });
    expect((await settle(`p:${lost.id}`, { resolution: 'explained', note: '在途' })).status).toBe(200);
    expect(await at.records.get(bankStatement, id, { consistent: true })).toMatchObject({ status: 'reconciled', differenceCount: 0 });
    for (const line of await linesOf(id)) if (line.status === 'resolved') expect(await openTodo(line.id)).toBe('done');

    const later = await imported([{ identity: 's:5', amount: 1004, serial: lost.serial }]);
    await matched(later);
    expect(await statusesOf(later)).toMatchObject({ 's:5': 'matched' });
  });

  it('opens a line again whose posting is reversed', async () => {
    const wrong = await receive(4001);
    const id = await imported([{ identity: 'v:1', amount: 4001, serial: wrong.serial }]);
    await matched(id);
    const [line] = await linesOf(id);
    expect(line?.status).toBe('matched');
    expect((await at.call(reverseReceipt, reverse, { reason: '记错合同' }, { id: wrong.id })).status).toBe(200);
    expect(await at.records.get(statementLine, line?.id ?? '', { consistent: true })).toMatchObject({ status: 'missingHere' });
    expect(await at.records.get(bankStatement, id, { consistent: true })).toMatchObject({ status: 'open' });
    const right = await at.contractOf();
    const body = { resolution: 'booked', kind: 'housePrice', contract: right.id };
    expect((await at.call(resolveLine, resolve, body, { id: line?.id ?? '' })).json.data).toMatchObject({ status: 'resolved' });
    expect(await at.postings(right.id)).toMatchObject([{ amount: 4001, serial: wrong.serial, status: 'posted' }]);
  });

  it('goes on after breaking off in the middle', async () => {
    const one = await receive(2001);
    const id = await imported([
      { identity: 't:1', amount: 2001, serial: one.serial },
      { identity: 't:2', amount: 2002, serial: 'T2' },
    ]);
    const [first] = await linesOf(id);
    const line = await at.records.get(statementLine, first?.id ?? '');
    await at.records.write([at.moved(line, { receipt: one.id }, 'matched')]);
    expect((await matched(id)).json.data).toMatchObject({ status: 'open', matchedCount: 1, differenceCount: 1 });
  });
});

describe('the office', () => {
  it('asks for the statement of a bank once its interval is over, once, and is content when it comes', async () => {
    const asked = () => openTodo(at.house.id, at.home.id, matchStatement.name);
    await receive(3001);
    expect(await ask({})).toEqual({ asked: 0 });
    at.site.at('2026-04-03T01:00:00.000Z');
    expect(await ask({})).toEqual({ asked: 1 });
    expect(await ask({})).toEqual({ asked: 0 });
    expect(await asked()).toBe('open');
    const id = await begin(1, { startsOn: today, endsOn: '2026-04-02' });
    await send(id, [{ identity: 'u:1', amount: 1, serial: 'U1' }]);
    await matched(id);
    expect(await asked()).toBe('done');
    expect(await ask({})).toEqual({ asked: 0 });
    at.site.at('2026-05-08T01:00:00.000Z');
    expect(await ask({})).toEqual({ asked: 1 });
    expect(await asked()).toBe('open');
  });

  it('asks as often as the agreement with the bank says, while it is in force', async () => {
    const agreements = [{ number: 'JH-1', from: '2026-06-01', until: '2026-06-30', reconcileEvery: 7 }];
    const [weekly, monthly] = await at.records.write([
      create(bank, { name: '周结银行', kind: 'bank', agreements }),
      create(bank, { name: '月结银行', kind: 'bank' }),
    ]);
    at.site.at('2026-06-01T01:00:00.000Z');
    for (const { id } of [weekly, monthly]) await receive(5001, { bank: id, receivedOn: '2026-06-01' });
    const asked = (id: string) => openTodo(id, at.home.id, matchStatement.name);
    at.site.at('2026-06-08T01:00:00.000Z');
    await ask({});
    expect([await asked(weekly.id), await asked(monthly.id)]).toEqual([undefined, undefined]);
    at.site.at('2026-06-09T01:00:00.000Z');
    await ask({});
    expect([await asked(weekly.id), await asked(monthly.id)]).toEqual(['open', undefined]);
    at.site.at('2026-07-02T01:00:00.000Z');
    await ask({});
    expect(await asked(monthly.id)).toBe('open');
  });
});
