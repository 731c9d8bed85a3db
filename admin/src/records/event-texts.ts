import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import type { Label } from '../../../shared/kit/label.ts';
import type { OperationEntry } from '../../build/describe-office.ts';

/** What an event was called, and the state it led to. */
export type Happening = { readonly event: string; readonly changes?: Readonly<Record<string, { readonly to?: unknown }>> };

/** What happens to records of every kind, and is neither an operation nor a transition of its own. */
const happenings: Readonly<Record<string, Label>> = {
  created: { zh: '建立', en: 'Created' },
  begun: { zh: '建立', en: 'Begun' },
  made: { zh: '建立', en: 'Made' },
  opened: { zh: '开始', en: 'Opened' },
  reopened: { zh: '重新打开', en: 'Opened again' },
  updated: { zh: '修改', en: 'Changed' },
  removed: { zh: '删除', en: 'Deleted' },
  revealed: { zh: '查看完整信息', en: 'Revealed' },
  prepared: { zh: '制表并盖章', en: 'Made and sealed' },
  handed: { zh: '移交', en: 'Handed over' },
  freed: { zh: '恢复可用', en: 'Free again' },
  refused: { zh: '未获受理', en: 'Refused' },
  resumed: { zh: '继续流程', en: 'Flow resumed' },
  recomputed: { zh: '重新计算', en: 'Computed anew' },
};

/** Participles that no rule makes from their verb. */
const irregular: Readonly<Record<string, string>> = {
  begin: 'begun',
  choose: 'chosen',
  draw: 'drawn',
  give: 'given',
  hold: 'held',
  keep: 'kept',
  make: 'made',
  pay: 'paid',
  send: 'sent',
  set: 'set',
  take: 'taken',
  withdraw: 'withdrawn',
};

/**
 * What an event of the history was, in words: the operation or transition whose verb it is the participle of, the resource's
 * own first; else what happens to records of every kind; else the state it is called after or led to; a change where nothing
 * names it.
 *
 * @example eventLabel(contract, { event: 'contract.taxesPaid' }, office.operations).zh // '缴纳印花税和交易费'
 */
export function eventLabel(definition: ResourceDefinition, { event, changes }: Happening, operations: Readonly<Record<string, OperationEntry>>): Label {
  const happened = wordsOf(event.slice(event.indexOf('.') + 1));
  const { all = {}, transitions = {} } = definition.states ?? {};
  const writing = Object.values(operations).filter(({ writes }) => writes.includes(definition.name));
  const verbs = [
    ...writing.filter(({ name }) => name.startsWith(`${definition.name}.`)).map(({ name, label }) => [verbOf(name), label] as const),
    ...Object.entries(transitions).map(([name, { label }]) => [name, label] as const),
    ...writing.map(({ name, label }) => [verbOf(name), label] as const),
  ];
  const verb = verbs.find(([name]) => isParticiple(happened, wordsOf(name)));
  const common = happened.map((word) => happenings[word]).find((label) => label !== undefined);
  return verb?.[1] ?? common ?? all[event.slice(event.indexOf('.') + 1)] ?? all[String(changes?.status?.to)] ?? { zh: '修改', en: 'Changed' };
}

const verbOf = (name: string): string => name.slice(name.indexOf('.') + 1);
/** @example wordsOf('taxesPaid') // ['taxes', 'paid'] */
const wordsOf = (name: string): readonly string[] => name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());

/** Does `taxes paid` tell of `pay taxes`? The first word is the verb, wherever its participle stands. */
const isParticiple = (happened: readonly string[], [verb = '', ...rest]: readonly string[]): boolean =>
  happened.length === rest.length + 1 && rest.every((word) => happened.includes(word)) && participlesOf(verb).some((word) => happened.includes(word));

/** Every spelling the rules allow: `submit` becomes `submitted`, `visit` does not double its last letter. */
const participlesOf = (verb: string): readonly string[] =>
  irregular[verb] ? [irregular[verb]] : [`${verb}ed`, `${verb}d`, `${verb}${verb.at(-1)}ed`, verb.replace(/y$/, 'ied')];
