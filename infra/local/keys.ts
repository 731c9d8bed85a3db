import { createHmac, randomBytes } from 'node:crypto';
import type { AccessKeys, PolicyDocument } from './access.ts';
import type { State } from './state.ts';
import type { Fn } from './template/types.ts';

export type Credentials = { accessKeyId: string; secret: string };
export type Keys = {
  /** All keys, for the parts that verify signatures. */
  all: AccessKeys;
  /** The key of a function, by its ARN. */
  of(functionArn: string): Credentials;
  /** The key of the cloud itself, which may do everything. */
  admin: Credentials;
};

const everything: PolicyDocument = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

/**
 * An access key for every function, with the policies of its role. Keys are derived from a random root that is kept,
 * so an address that a function presigned is still good after a restart.
 *
 * @example
 * const keys = createKeys({ state, functions: template.functions, rolePolicies: template.rolePolicies })
 */
export function createKeys(input: { state: State; functions: Fn[]; rolePolicies: Record<string, PolicyDocument[]> }): Keys {
  const root = keepRandom(input.state, 'key:root', 32);
  const derive = (name: string): Credentials => {
    const digest = createHmac('sha256', root).update(name).digest('hex').toUpperCase();
    const secret = createHmac('sha256', root).update(`secret of ${name}`).digest('base64url');
    return { accessKeyId: `AKIA${digest.slice(0, 16)}`, secret };
  };
  const admin = derive('the cloud');
  const all: AccessKeys = { [admin.accessKeyId]: { name: 'cloud', secret: admin.secret, policies: [everything] } };
  for (const fn of input.functions) {
    const { accessKeyId, secret } = derive(fn.arn);
    all[accessKeyId] = { name: fn.name, secret, policies: input.rolePolicies[fn.roleArn] ?? [] };
  }
  return { all, of: derive, admin };
}

/**
 * A random text that is made once and then stays the same.
 *
 * @example
 * keepRandom(state, 'secret:CursorKey', 32)
 */
export function keepRandom(state: State, name: string, length: number): string {
  const known = state.get(name);
  if (known !== undefined) return known;
  const value = randomBytes(length).toString('base64url').slice(0, length);
  state.set(name, value);
  return value;
}
