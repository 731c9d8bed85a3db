import type { Actor } from '../../../shared/kit/access.ts';
import type { Label } from '../../../shared/kit/label.ts';
import type { Database } from './database.ts';
import type { Secret } from './secret.ts';

/** What stays the same for as long as a function lives. */
export type Office = {
  readonly database: Database;
  readonly tables: { readonly records: string; readonly audit: string };
  /** The office's own key; made at the first use. */
  secret(): Promise<Secret>;
  /** The immutable code of a project, for serial numbers. */
  projectCode(id: string): Promise<string | undefined>;
  /** Last value seen of each serial counter. */
  readonly counters: Map<string, number>;
  /** Waits a moment before another attempt. */
  pause(attempt: number): Promise<void>;
};

/** One request: who asks, when, and what for. */
export type Scope = Office & {
  readonly actor: Actor;
  readonly now: string;
  readonly today: string;
  readonly requestId: string;
  /** What the actor does, in the words of a refusal. */
  readonly action: Label;
  newId(prefix: string): string;
};
