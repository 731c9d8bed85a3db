import flows from 'virtual:flows';
import { App, Button, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { decide, reaches } from '../../../shared/kit/access.ts';
import { kebab } from '../../../shared/kit/label.ts';
import { roles } from '../../../shared/kit/roles.ts';
import type { Relation } from '../../build/describe-office.ts';
import { loadResource, operationEntry, resourceEntry, resourceOfId } from '../office.ts';
import { call } from '../providers/api.ts';
import { officeNow, timeOf } from '../providers/clock.ts';
import { failureText, listPage, type Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { useRefreshAll } from '../refine.ts';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { useLoad } from '../ui/use-load.ts';
import { type FlowNode, type FlowRun, inHand, nodesOf, pictureOf } from './flow-nodes.ts';
import { FlowPictureView } from './flow-picture.tsx';

type Run = FlowRun & { readonly error?: string; readonly canRedrive: boolean };

/** Words for what the engine calls a run. */
const runTexts = {
  RUNNING: 'flow.running',
  SUCCEEDED: 'flow.succeeded',
  FAILED: 'flow.failed',
  ABORTED: 'flow.aborted',
  TIMED_OUT: 'flow.timedOut',
  NOT_STARTED: 'flow.notStarted',
} as const;

/** Flows of the record itself, and of what belongs to it and has a flow too: of a mortgage case its loans and their releases. */
export default function FlowTab({ record }: { record: Row }) {
  const { l, t } = useWords();
  const { actor } = useSession();
  const own = resourceOfId(record.id);
  const parts = (own?.relations ?? []).filter(
    ({ resource }) => operationEntry(`${resource}.flow`) !== undefined && decide(resourceEntry(resource).read, actor) !== false,
  );
  const { data = [] } = useLoad(parts.length > 0 ? `parts ${record.id}` : undefined, () => rowsOf(parts, record.id));
  const [chosen, setChosen] = useState(record.id);
  if (data.length === 0 || !own) return <Flow record={record} />;
  const options = [{ id: record.id, label: l(own.label) }, ...data.map(({ id, title, label }) => ({ id, label: `${l(label)} ${title}` }))];
  return (
    <>
      <div className="filters">
        <div className="filter">
          <label htmlFor="flow-of">{t('flow.of')}</label>
          <Select id="flow-of" value={chosen} onChange={setChosen} options={options.map(({ id, label }) => ({ value: id, label }))} />
        </div>
      </div>
      <Flow key={chosen} record={chosen === record.id ? record : (data.find(({ id }) => id === chosen)?.row ?? record)} />
    </>
  );
}

/** Records of these relations, one list after another, with what they are called by. */
async function rowsOf(parts: readonly Relation[], id: string) {
  const lists = parts.map(async ({ resource, index, field }) => {
    const [{ title, label }, page] = await Promise.all([loadResource(resource), listPage(resource, { index, partition: { [field]: id } })]);
    return page.data.map((row) => ({ id: row.id, title: String(row[title] ?? row.id), label, row }));
  });
  return (await Promise.all(lists)).flat();
}

/** The live graph of a flow, drawn from its own definition, and the same as a list. */
function Flow({ record }: { record: Row }) {
  const { t } = useWords();
  const [all, setAll] = useState(true);
  const resource = resourceOfId(record.id);
  const path = `${resource?.path}/${record.id}/flow`;
  const { data, error, isLoading, reload } = useLoad(`flow ${record.id}`, () => call<{ data: Run }>(path));
  if (error) return <Failure error={error} onRetry={reload} />;
  if (isLoading || !data) return <Loading />;
  const flow = data.data;
  const picture = pictureOf(flows, resource?.name ?? '', flow);
  const nodes = nodesOf(picture, flow);
  if (!picture || nodes.length === 0) return <Empty title={t('flow.notStarted')} />;
  const runText = flow.status in runTexts ? t(runTexts[flow.status as keyof typeof runTexts]) : flow.status;
  return (
    <div className="flow">
      <div className="flow-head">
        <span className={`status tone-${flow.status === 'RUNNING' ? 'busy' : flow.status === 'SUCCEEDED' ? 'good' : 'bad'}`}>{runText}</span>
        {flow.error && <span className="problem">{flow.error}</span>}
        {flow.canRedrive && <Redrive record={record} />}
        <Button size="small" onClick={reload}>
          {t('act.refresh')}
        </Button>
      </div>
      <div className="flow-body">
        <FlowPictureView picture={picture} nodes={nodes} />
        <section aria-label={t('flow.steps')} className="flow-steps">
          <label className="flow-only">
            <input type="checkbox" checked={!all} onChange={(event) => setAll(!event.target.checked)} /> {t('flow.onlyTaken')}
          </label>
          <Steps nodes={nodes.filter((node) => (all ? node.kind === 'Task' || isTouched(node) : isTouched(node)))} />
        </section>
      </div>
    </div>
  );
}

/** The steps in their order; the one in hand is in view when the list opens and when another one is. */
function Steps({ nodes }: { nodes: readonly FlowNode[] }) {
  const list = useRef<HTMLOListElement>(null);
  const current = inHand(nodes)?.id;
  useEffect(() => {
    const item = current && list.current?.querySelector<HTMLElement>(`[data-step="${current}"]`);
    if (list.current && item) list.current.scrollTo({ top: item.offsetTop + item.offsetHeight / 2 - list.current.clientHeight / 2 });
  }, [current]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <ol ref={list} tabIndex={0}>
      {nodes.map((node) => (
        <FlowItem key={node.id} node={node} />
      ))}
    </ol>
  );
}

function FlowItem({ node }: { node: FlowNode }) {
  const { l, t } = useWords();
  const holder = node.role && node.role in roles ? l(roles[node.role as keyof typeof roles]) : undefined;
  const isLate = node.status === 'current' && node.dueAt !== undefined && Date.parse(node.dueAt) < officeNow();
  return (
    <li className={`flow-${node.status}`} data-step={node.id}>
      <div>
        <strong>{l(node.label)}</strong> <span className={`flow-mark flow-mark-${node.status}`}>{t(`flow.${node.status}`)}</span>
      </div>
      <div className="hint">
        {node.at && timeOf(node.at)}
        {node.status === 'current' && holder && ` · ${t('flow.holder', { name: holder })}`}
      </div>
      {node.status === 'current' && node.dueAt && (
        <div className={isLate ? 'late' : 'hint'}>
          {t('inbox.due')} {timeOf(node.dueAt)} {isLate && t('inbox.overdue')}
        </div>
      )}
      {node.error && <div className="problem">{node.error}</div>}
    </li>
  );
}

const isTouched = ({ status }: FlowNode): boolean => status !== 'waiting' && status !== 'skipped';

/** Takes a failed run up where it failed; only for those whose post allows it. */
function Redrive({ record }: { record: Row }) {
  const { t, l, language } = useWords();
  const { actor } = useSession();
  const { message } = App.useApp();
  const refreshAll = useRefreshAll();
  const [isBusy, setBusy] = useState(false);
  const resource = resourceOfId(record.id);
  const operation = resource && operationEntry(`${resource.name}.redrive`);
  if (!resource || !operation || !reaches(operation.allow, actor, record)) return null;
  const redrive = async () => {
    setBusy(true);
    try {
      await call(`${resourceEntry(resource.name).path}/${record.id}/${kebab('redrive')}`, { method: 'POST', body: {} });
      message.success(t('act.done', { name: l(operation.label) }));
      refreshAll();
    } catch (error) {
      message.error(failureText(error, language, t('state.offline')));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button type="primary" size="small" loading={isBusy} onClick={() => void redrive()}>
      {t('flow.redrive')}
    </Button>
  );
}
