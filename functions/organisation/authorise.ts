import type { APIGatewayRequestAuthorizerEventV2, APIGatewaySimpleAuthorizerWithContextResult } from 'aws-lambda';
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { type Employee, employee } from '../../shared/areas/organisation/employee.resource.ts';
import type { Actor } from '../../shared/kit/access.ts';
import { label } from '../../shared/kit/label.ts';
import { currentMs, environment, officeItself, openRequest } from '../kit/context.ts';
import { log } from '../kit/log.ts';

type Decision = APIGatewaySimpleAuthorizerWithContextResult<{ actor?: string }>;
type Keys = ReturnType<typeof createRemoteJWKSet>;

/** Signatures that a token may have; the choice is ours, never the token's. */
const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Types of token: access tokens say so (RFC 9068), some issuers only say JWT. */
const types = ['at+jwt', 'application/at+jwt', 'jwt'];
/** Claims that only ID tokens have: where an issuer types both kinds JWT for one audience, these tell them apart. */
const idTokenClaims = ['nonce', 'at_hash', 'c_hash'];
const toleranceSeconds = 30;
/** How long what is known of a person holds: whoever leaves is out within this time. */
const freshMs = 60_000;
const mostKnown = 1000;

const known = new Map<string, { at: number; actor: Actor | undefined }>();
const keySets = new Map<string, Keys>();

/**
 * Decides whether a request comes from a member of staff: the token must be the configured issuer's, for this office, in
 * force; the person must be an active employee. Their posts and projects are read from the office's own records.
 */
export async function handler(event: Pick<APIGatewayRequestAuthorizerEventV2, 'headers' | 'requestContext'>): Promise<Decision> {
  const token = /^Bearer ([\w.~+/=-]{1,8192})$/i.exec(event.headers?.authorization ?? '')?.[1];
  const login = token && (await loginOf(token));
  const actor = login && (await actorOf(login, event.requestContext.requestId));
  return actor ? { isAuthorized: true, context: { actor: JSON.stringify(actor) } } : { isAuthorized: false, context: {} };
}

/** The name that the issuer vouches for, or undefined for a token that does not hold. */
async function loginOf(token: string): Promise<string | undefined> {
  const issuer = environment('OIDC_ISSUER');
  try {
    const { payload, protectedHeader } = await jwtVerify(token, keysOf(issuer), {
      issuer,
      audience: environment('OIDC_AUDIENCE'),
      algorithms,
      clockTolerance: toleranceSeconds,
      currentDate: new Date(currentMs()),
      requiredClaims: ['exp'],
    });
    const isAccessToken = types.includes(protectedHeader.typ?.toLowerCase() ?? '') && !idTokenClaims.some((name) => name in payload);
    return isAccessToken ? nameIn(payload) : undefined;
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    log.info('token refused', { reason: error.code });
    return undefined;
  }
}

function nameIn({ preferred_username: name, sub }: JWTPayload): string | undefined {
  return typeof name === 'string' && name !== '' ? name : sub;
}

function keysOf(issuer: string): Keys {
  const url = environment('OIDC_JWKS_URI') || `${issuer}/jwks`;
  const keys = keySets.get(url) ?? createRemoteJWKSet(new URL(url));
  keySets.set(url, keys);
  return keys;
}

/** The person as access rules see them; whoever has left is nobody. */
function staffActor(person: Employee): Actor | undefined {
  if (person.status !== 'active') return undefined;
  const { id, name, roles, department } = person;
  const projects = person.isGroupWide ? '*' : (person.projects ?? []);
  return { id, name, roles, projects, ...(department ? { department } : {}) };
}

/** Somebody must make the first employees. Once there is an employee of that login, the record alone counts. */
const firstAdmin = (login: string): Actor => ({ id: 'emp_first', name: login, roles: ['systemAdmin'], projects: '*' });

async function actorOf(login: string, requestId: string): Promise<Actor | undefined> {
  const found = known.get(login);
  const now = currentMs();
  if (found && Math.abs(now - found.at) < freshMs) return found.actor;
  const { context } = openRequest({ actor: officeItself, requestId, action: label('登录', 'Sign in') });
  const person = await context.records.find(employee, 'login', { login });
  const actor = person ? staffActor(person) : login === environment('FIRST_ADMIN') ? firstAdmin(login) : undefined;
  if (known.size >= mostKnown) known.clear();
  known.set(login, { at: now, actor });
  return actor;
}
