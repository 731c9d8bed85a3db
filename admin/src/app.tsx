import { LoadingOutlined } from '@ant-design/icons';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/es/locale/en_US.js';
import type { Locale } from 'antd/es/locale/index.js';
import zhCN from 'antd/es/locale/zh_CN.js';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn.js';
import { lazy, type ReactNode, Suspense } from 'react';
import { BrowserRouter, Route, Routes, useLocation, useParams } from 'react-router';
import { office, resourceAt } from './office.ts';
import { ApiProblem } from './providers/api.ts';
import { dataProvider } from './providers/data.ts';
import { useWords, WordsProvider } from './providers/i18n.tsx';
import { ListPage } from './records/list-page.tsx';
import { Refine, routerProvider } from './refine.ts';
import { Gate } from './shell/gate.tsx';
import { Layout } from './shell/layout.tsx';
import { theme } from './theme.ts';
import { Boundary, Loading, Missing } from './ui/states.tsx';

const InboxPage = lazy(() => import('./pages/inbox.tsx'));
const BoardPage = lazy(() => import('./pages/board.tsx'));
const ImportPage = lazy(() => import('./pages/import.tsx'));
const DueListPage = lazy(() => import('./pages/due-list.tsx'));
const StatementsPage = lazy(() => import('./pages/statements.tsx'));
const ReconcilePage = lazy(() => import('./pages/reconcile/reconcile.tsx'));
const SettingsPage = lazy(() => import('./pages/settings.tsx'));
const ShowPage = lazy(() => import('./records/show-page.tsx').then(({ ShowPage: component }) => ({ default: component })));
const forms = () => import('./records/form-page.tsx');
const CreatePage = lazy(() => forms().then(({ CreatePage: component }) => ({ default: component })));
const EditPage = lazy(() => forms().then(({ EditPage: component }) => ({ default: component })));

/** The whole console. */
export function Console() {
  return (
    <WordsProvider>
      <Styled>
        <Gate>
          <BrowserRouter>
            <Office />
          </BrowserRouter>
        </Gate>
      </Styled>
    </WordsProvider>
  );
}

/** The words of a button stay its name while it is at work. */
const button = { autoInsertSpace: false, loadingIcon: <LoadingOutlined aria-hidden="true" /> };

function Styled({ children }: { children: ReactNode }) {
  const { language } = useWords();
  dayjs.locale(language === 'zh' ? 'zh-cn' : 'en');
  return (
    <ConfigProvider locale={localeOf(language === 'zh' ? zhCN : enUS)} theme={theme} button={button}>
      <AntApp>{children}</AntApp>
    </ConfigProvider>
  );
}

/** The types take antd's modules for CommonJS, the bundler takes them for what they are. */
const localeOf = (module: Locale | { readonly default: Locale }): Locale => ('default' in module ? module.default : module);

/** A refusal is an answer: only what may pass by itself is asked for again. */
const retry = (count: number, error: unknown): boolean => count < 2 && error instanceof ApiProblem && (error.statusCode === 0 || error.statusCode >= 500);

const options = {
  disableTelemetry: true,
  reactQuery: { clientConfig: { defaultOptions: { queries: { staleTime: 15_000, retry, refetchOnWindowFocus: false } } } },
};
const resources = Object.values(office.resources).map(({ name, path }) => ({
  name,
  list: path,
  create: `${path}/create`,
  show: `${path}/:id`,
  edit: `${path}/:id/edit`,
}));

function Office() {
  const { pathname } = useLocation();
  return (
    <Refine dataProvider={dataProvider} routerProvider={routerProvider} options={options} resources={resources}>
      <Layout>
        <Boundary place={pathname}>
          <Suspense fallback={<Loading />}>
            <Routes>
              <Route path="/" element={<InboxPage />} />
              <Route path="/board" element={<BoardPage />} />
              <Route path="/import" element={<ImportPage />} />
              <Route path="/due" element={<DueListPage />} />
              <Route path="/statements" element={<StatementsPage />} />
              <Route path="/reconcile" element={<ReconcilePage />} />
              <Route path="/settings" element={<SettingsPage />} />
              <Route path="/:area/:name" element={<RecordRoute page="list" />} />
              <Route path="/:area/:name/create" element={<RecordRoute page="create" />} />
              <Route path="/:area/:name/:id" element={<RecordRoute page="show" />} />
              <Route path="/:area/:name/:id/edit" element={<RecordRoute page="edit" />} />
              <Route path="*" element={<Missing />} />
            </Routes>
          </Suspense>
        </Boundary>
      </Layout>
    </Refine>
  );
}

function RecordRoute({ page }: { page: 'list' | 'create' | 'show' | 'edit' }) {
  const { area = '', name = '', id = '' } = useParams();
  const entry = resourceAt(area, name);
  if (!entry) return <Missing />;
  const resource = entry.name;
  if (page === 'list') return <ListPage key={resource} resource={resource} />;
  if (page === 'create') return <CreatePage key={resource} resource={resource} />;
  if (page === 'edit') return <EditPage key={id} resource={resource} id={id} />;
  return <ShowPage key={id} resource={resource} id={id} />;
}
