import { type ReactNode, useEffect, useState } from 'react';
import type { Actor } from '../../../shared/kit/access.ts';
import { type Config, loadConfig } from '../config.ts';
import { resourceEntry } from '../office.ts';
import { SignInPage } from '../pages/sign-in.tsx';
import { ApiProblem, call, setGuard } from '../providers/api.ts';
import { accessToken, callbackPath, finishSignIn } from '../providers/auth.ts';
import { readClock } from '../providers/clock.ts';
import { listPage } from '../providers/data.ts';
import { useWords } from '../providers/i18n.tsx';
import { SessionProvider, type SignedIn } from '../providers/session.tsx';
import { rememberTitles } from '../providers/titles.ts';
import type { TextKey } from '../texts.ts';
import { Loading } from '../ui/states.tsx';
import { SignInAgain, waitForSignIn } from './sign-in-again.tsx';

type Entry = { readonly config?: Config; readonly signedIn?: SignedIn; readonly problem?: TextKey; readonly isReady: boolean };

/** Lets people in: the office's configuration, their session, who they are and their projects come before any page. */
export function Gate({ children }: { children: ReactNode }) {
  const { t } = useWords();
  const [entry, setEntry] = useState<Entry>({ isReady: false });
  useEffect(() => {
    // One run for both of React's trial renders: the code in the address can be used once only.
    entering ??= enter();
    entering.then(setEntry, () => setEntry({ isReady: true, problem: 'signIn.noConfig' }));
  }, []);
  if (!entry.isReady) return <Loading />;
  if (!entry.signedIn) return <SignInPage config={entry.config} problem={entry.problem && t(entry.problem)} />;
  return (
    <SessionProvider signedIn={entry.signedIn}>
      {children}
      <SignInAgain config={entry.signedIn.config} />
    </SessionProvider>
  );
}

let entering: Promise<Entry> | undefined;

async function enter(): Promise<Entry> {
  const config = await loadConfig();
  const url = new URL(location.href);
  if (url.pathname === callbackPath) {
    if (window.opener) {
      // The small window of a second sign-in: the page that opened it goes on with the code.
      window.opener.postMessage(url.pathname + url.search, location.origin);
      return { isReady: false };
    }
    try {
      history.replaceState(null, '', await finishSignIn(config, url));
    } catch {
      history.replaceState(null, '', '/');
      return { config, isReady: true, problem: 'signIn.failed' };
    }
  }
  if (!(await accessToken(config))) return { config, isReady: true };
  const token = (isRefused: boolean) => accessToken(config, isRefused);
  setGuard({ token, onSignedOut: async () => false });
  try {
    const signedIn = await whoIsThere(config);
    setGuard({ token, onSignedOut: waitForSignIn });
    return { config, isReady: true, signedIn };
  } catch (error) {
    return { config, isReady: true, problem: error instanceof ApiProblem && error.statusCode === 403 ? 'signIn.noAccount' : 'signIn.noConfig' };
  }
}

async function whoIsThere(config: Config): Promise<SignedIn> {
  const [{ data: actor }, { data: projects }] = await Promise.all([
    call<{ data: Actor }>(`${resourceEntry('employee').path}/me`),
    listPage('project', { index: 'all', limit: 100 }),
    config.isLocal ? readClock().catch(() => undefined) : undefined,
  ]);
  rememberTitles(Object.fromEntries(projects.map((project) => [project.id, String(project.name)])));
  return { config, actor, projects };
}
