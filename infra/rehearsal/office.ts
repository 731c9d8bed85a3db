import { type Client, createClient } from './client.ts';

/** A running office: its people, and its clock where it can be moved. */
export type Office = {
  readonly origin: string;
  as(login: string): Client;
  /** The date in Shanghai that the office has. */
  today(): Promise<string>;
  /** Moves the clock to an instant; undefined where time cannot be moved. */
  readonly advanceTo?: (instant: string) => Promise<void>;
};

/** An office by its address. `token` answers a person's access token; `isLocal` offices have a clock that moves. */
export function openOffice(options: { origin: string; token: (login: string, isFresh: boolean) => Promise<string>; isLocal: boolean }): Office {
  const { origin } = options;
  const clients = new Map<string, Client>();
  const now = async () => (options.isLocal ? ((await (await fetch(`${origin}/_local/clock`)).json()) as { now: string }).now : new Date().toISOString());
  const advanceTo = async (instant: string) => {
    if (Date.parse(instant) <= Date.parse(await now())) return;
    await fetch(`${origin}/_local/clock`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ to: instant }) });
  };
  return {
    origin,
    as(login) {
      const known = clients.get(login) ?? createClient({ api: `${origin}/api`, login, token: (isFresh) => options.token(login, isFresh) });
      clients.set(login, known);
      return known;
    },
    today: async () => new Date(Date.parse(await now()) + 8 * 3_600_000).toISOString().slice(0, 10),
    ...(options.isLocal ? { advanceTo } : {}),
  };
}
