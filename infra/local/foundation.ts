import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BootOptions } from './boot.ts';
import { type Clock, createClock } from './clock.ts';
import { type Gateway, openGateway } from './gateway/gateway.ts';
import { createKeys, type Keys, keepRandom } from './keys.ts';
import type { Log } from './lambda.ts';
import { clearState, openState, type State } from './state.ts';
import { readTemplate } from './template/template.ts';
import type { Template } from './template/types.ts';

/** The fact that tells how far the first data got: absent, `begun` or `done`. */
export const seeding = 'seeding';
/** The parts that run in threads, and their folders. */
export const partNames = ['dynamodb', 's3', 'states', 'identity'] as const;

/** What everything else stands on. */
export type Foundation = {
  state: State;
  clock: Clock;
  gateway: Gateway;
  origin: string;
  template: Template;
  keys: Keys;
  audience: string;
  clientId: string;
  log: Log;
};

/**
 * Takes the data folder and the port, sets the clock to where it was, and reads the template.
 *
 * @example
 * const { template, origin } = await openFoundation(options, lifetime)
 */
export async function openFoundation(options: BootOptions, lifetime: AsyncDisposableStack): Promise<Foundation> {
  const { log = () => {}, audience = 'anchang', clientId = 'console' } = options;
  const state = openState(options.data);
  lifetime.defer(() => state.close());
  if (state.get(seeding) === 'begun') forget(state, options.data);
  const clock = createClock();
  clock.advance(Number(state.get('clock:offset') ?? 0));
  lifetime.defer(() => clock.close());
  const gateway = await openGateway({ port: options.port ?? 8080, log });
  lifetime.defer(() => gateway.close());
  const origin = `http://127.0.0.1:${gateway.port}`;
  const template = readTemplate(options.assembly, {
    origin,
    region: options.region ?? 'us-east-1',
    account: options.account ?? '000000000000',
    partition: options.partition ?? 'aws',
    parameters: { ...knownParameters(origin, { audience, clientId }), ...options.parameters },
    secret: (name, length) => keepRandom(state, `secret:${name}`, length),
  });
  return { state, clock, gateway, origin, template, keys: createKeys({ state, ...template }), audience, clientId, log };
}

/**
 * Half of the first data is none. Nobody has been told the address or a password yet, so nothing but that half is lost.
 */
function forget(state: State, data: string): void {
  for (const part of partNames) rmSync(join(data, part), { recursive: true, force: true });
  clearState(state);
}

/** Parameters by which a template may learn where it runs. */
function knownParameters(origin: string, client: { audience: string; clientId: string }): Record<string, string> {
  return {
    Origin: origin,
    OidcAudience: client.audience,
    OidcClientId: client.clientId,
    OidcIssuer: `${origin}/oidc`,
    OidcJwksUri: `${origin}/oidc/jwks`,
  };
}
