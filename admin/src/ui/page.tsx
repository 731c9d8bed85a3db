import { Breadcrumb } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useWords } from '../providers/i18n.tsx';

export type Crumb = { readonly label: string; readonly to?: string };
type PageProps = {
  readonly title: ReactNode;
  readonly crumbs?: readonly Crumb[];
  readonly tag?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
};

/** Heading, place, actions and content of a page. */
export function Page({ title, crumbs = [], tag, actions, children }: PageProps) {
  const { t } = useWords();
  return (
    <div className="page">
      {crumbs.length > 0 && (
        <nav aria-label={t('app.breadcrumb')}>
          <Breadcrumb items={crumbs.map(({ label, to }) => ({ title: to ? <Link to={to}>{label}</Link> : label }))} />
        </nav>
      )}
      <header className="page-head">
        <h1>{title}</h1>
        {tag}
        <div className="page-actions">{actions}</div>
      </header>
      {children}
    </div>
  );
}
