import { Button, Skeleton } from 'antd';
import { Component, type ReactNode } from 'react';
import { Link } from 'react-router';
import { ApiProblem } from '../providers/api.ts';
import { failureText } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';

/** Says why there is nothing, and what comes next. */
export function Empty({ title, help, action, isPage }: { title: string; help?: string; action?: ReactNode; isPage?: boolean }) {
  const Heading = isPage ? 'h1' : 'strong';
  return (
    <div className="notice">
      <Heading>{title}</Heading>
      {help && <p>{help}</p>}
      {action}
    </div>
  );
}

/** A failed request: what happened, the reference for whoever looks after the system, and another try; as a part of a page, or all there is of it. */
export function Failure({ error, onRetry, isPage = false }: { error: unknown; onRetry?: () => void; isPage?: boolean }) {
  const { t, language } = useWords();
  const Heading = isPage ? 'h1' : 'strong';
  if (error instanceof ApiProblem && error.statusCode === 404) return <Missing isPage={isPage} />;
  if (error instanceof ApiProblem && error.statusCode === 403) return <Denied isPage={isPage} />;
  return (
    <div className="notice notice-bad" role="alert">
      <Heading>{t('state.error')}</Heading>
      <p>{failureText(error, language, t('state.offline'))}</p>
      {error instanceof ApiProblem && error.requestId && <p className="hint">{t('state.reference', { id: error.requestId })}</p>}
      {onRetry && <Button onClick={onRetry}>{t('act.retry')}</Button>}
    </div>
  );
}

/** An address with nothing at it, or a record that is not the person's to see: both look the same. */
export function Missing({ isPage = true }: { isPage?: boolean }) {
  const { t } = useWords();
  return <Empty isPage={isPage} title={t('state.missing')} help={t('state.missingHelp')} action={<Link to="/">{t('state.home')}</Link>} />;
}

/** A page that the person's posts may not see. */
export function Denied({ isPage = true }: { isPage?: boolean }) {
  const { t } = useWords();
  return <Empty isPage={isPage} title={t('state.denied')} help={t('state.deniedHelp')} action={<Link to="/">{t('state.home')}</Link>} />;
}

/** Stands where content will be. */
export function Loading() {
  const { t } = useWords();
  return (
    <div className="panel" role="status" aria-label={t('state.loading')}>
      <Skeleton active paragraph={{ rows: 6 }} />
    </div>
  );
}

type BoundaryProps = { readonly children: ReactNode; readonly place: string };

/** Keeps a page that fails from taking the shell with it; another address begins anew. */
export class Boundary extends Component<BoundaryProps, { error?: unknown; place: string }> {
  override state: { error?: unknown; place: string } = { place: this.props.place };
  static getDerivedStateFromError = (error: unknown) => ({ error });
  static getDerivedStateFromProps = (props: BoundaryProps, state: { place: string }) =>
    props.place === state.place ? null : { place: props.place, error: undefined };
  override render() {
    return this.state.error === undefined ? this.props.children : <Failure isPage error={this.state.error} onRetry={() => location.reload()} />;
  }
}
