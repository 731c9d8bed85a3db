import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { decide } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { operationEntry, resourceEntry } from '../office.ts';
import type { Row } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import type { TextKey } from '../texts.ts';
import { Loading } from '../ui/states.tsx';
import type { Tab } from '../ui/tab-list.tsx';
import { Files } from './files.tsx';
import { History } from './history.tsx';
import { RelatedList } from './related.tsx';

const FlowTab = lazy(() => import('../pages/flow.tsx'));
const CaseTab = lazy(() => import('../pages/case/case.tsx'));
const KeysTab = lazy(() => import('../pages/keys.tsx'));
const DifferencesTab = lazy(() => import('../pages/reconcile/differences.tsx'));
const LedgerTab = lazy(() => import('../pages/ledger/ledger.tsx'));
const FeesTab = lazy(() => import('../pages/fees.tsx'));

type OwnPage = {
  readonly text: TextKey;
  readonly Content: ComponentType<{ readonly record: Row }>;
  /** Related records that it shows, which need no tab of their own besides. */
  readonly shows: readonly string[];
};

/** The page that a kind of record has of its own, shown before its fields. */
const ownPages: Readonly<Record<string, OwnPage>> = {
  mortgageCase: { text: 'case.title', Content: CaseTab, shows: ['loan', 'caseMaterial', 'disbursement'] },
  partner: { text: 'keys.title', Content: KeysTab, shows: ['partnerKey'] },
  bankStatement: { text: 'reconcile.differences', Content: DifferencesTab, shows: [] },
};

/** The tab that stands first on the page of a record, where its resource has one of its own. */
export function useOwnTab({ definition, record }: { definition: ResourceDefinition; record: Row }): readonly Tab[] {
  const { t } = useWords();
  const own = ownPages[definition.name];
  if (!own) return [];
  const { text, Content } = own;
  return [
    {
      key: 'own',
      label: t(text),
      content: (
        <Suspense fallback={<Loading />}>
          <Content record={record} />
        </Suspense>
      ),
    },
  ];
}

/** What a record page shows beside the fields: progress, files, related records, to-dos and changes. */
export function useRecordTabs({ definition, record }: { definition: ResourceDefinition; record: Row }): readonly Tab[] {
  const { many, t } = useWords();
  const { actor } = useSession();
  const { relations, operations } = resourceEntry(definition.name);
  const shown = ownPages[definition.name]?.shows ?? [];
  const related = relations.filter(({ resource }) => !shown.includes(resource) && decide(resourceEntry(resource).read, actor) !== false);
  const has = (name: string) => operations.includes(name) && operationEntry(name) !== undefined;
  const lazily = (content: ReactNode) => <Suspense fallback={<Loading />}>{content}</Suspense>;
  return [
    ...(has(`${definition.name}.flow`) ? [{ key: 'flow', label: t('flow.title'), content: lazily(<FlowTab record={record} />) }] : []),
    ...(has(`${definition.name}.fees`) ? [{ key: 'fees', label: t('show.fees'), content: lazily(<FeesTab record={record} />) }] : []),
    ...(record.project && definition.retention ? [{ key: 'files', label: t('show.files'), content: <Files record={record} /> }] : []),
    ...(definition.name === 'contract' && decide(resourceEntry('receipt').read, actor) !== false
      ? [{ key: 'ledger', label: t('ledger.title'), content: lazily(<LedgerTab record={record} />) }]
      : []),
    ...related.map((relation) => ({
      key: relation.resource,
      label: many(resourceEntry(relation.resource).label),
      content: lazily(<RelatedList {...relation} id={record.id} />),
    })),
    ...(operations.some((name) => operationEntry(name)?.isStep)
      ? [{ key: 'todos', label: t('show.todos'), content: lazily(<RelatedList resource="todo" index="bySubject" field="subject" id={record.id} />) }]
      : []),
    { key: 'history', label: t('show.history'), content: <History definition={definition} record={record} /> },
  ];
}
