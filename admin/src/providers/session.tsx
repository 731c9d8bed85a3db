import { createContext, type ReactNode, use, useCallback, useMemo, useState } from 'react';
import type { Actor } from '../../../shared/kit/access.ts';
import type { Config } from '../config.ts';
import { signOut } from './auth.ts';
import type { Row } from './data.ts';

export type Session = {
  readonly config: Config;
  readonly actor: Actor;
  /** The projects the person may see. */
  readonly projects: readonly Row[];
  /** The project that lists are within; `undefined` only where there is none. */
  readonly project: string | undefined;
  readonly setProject: (id: string) => void;
  readonly signOut: () => void;
};

const storageKey = 'anchang.project';
const SessionContext = createContext<Session | undefined>(undefined);

export type SignedIn = { readonly config: Config; readonly actor: Actor; readonly projects: readonly Row[] };

/** Gives the tree the person who signed in and the chosen project, which is remembered. */
export function SessionProvider({ signedIn, children }: { signedIn: SignedIn; children: ReactNode }) {
  const { config, actor } = signedIn;
  const projects = useMemo(
    () => signedIn.projects.filter((project) => actor.projects === '*' || seesAll(actor) || actor.projects.includes(project.id)),
    [signedIn.projects, actor],
  );
  const [chosen, setChosen] = useState(() => localStorage.getItem(storageKey) ?? undefined);
  const setProject = useCallback((id: string) => {
    localStorage.setItem(storageKey, id);
    setChosen(id);
  }, []);
  const project = projects.some((x) => x.id === chosen) ? chosen : (projects.find((x) => x.status === 'onSale') ?? projects[0])?.id;
  const session = useMemo<Session>(
    () => ({ config, actor, projects, project, setProject, signOut: () => void signOut(config) }),
    [config, actor, projects, project, setProject],
  );
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is signed in, and the project they work in. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('expected a SessionProvider above');
  return session;
}

/** Posts whose rules reach every project whatever the projects of the person are. */
const groupWide = ['generalManager', 'deputyGeneralManager', 'auditor', 'systemAdmin'] as const;
const seesAll = (actor: Actor): boolean => groupWide.some((role) => actor.roles.includes(role));
