import { lookup } from 'node:dns/promises';
import ipaddr from 'ipaddr.js';

/** Where a webhook goes: the address that was checked is the one that is connected to. */
export type Target = { readonly url: URL; readonly address: string; readonly family: 4 | 6 };
/** Why an address is not gone to. */
export type TargetRefusal = 'target.form' | 'target.scheme' | 'target.unresolved' | 'target.private';
export type Resolve = (host: string) => Promise<readonly { readonly address: string }[]>;
export type TargetRules = {
  /** Networks that are gone to although they are not public, in any scheme: `10.1.0.0/16 127.0.0.1/32`. */
  readonly networks: string;
  readonly resolve?: Resolve;
};

const mostLength = 500;

/**
 * What is wrong with the form of an address, before any name is asked for.
 *
 * @example refuseForm('http://partner.example.cn/hook', '') // 'target.scheme'
 */
export function refuseForm(text: string, networks: string): TargetRefusal | undefined {
  if (text.length > mostLength || !URL.canParse(text)) return 'target.form';
  const { protocol, username, password, hash, hostname } = new URL(text);
  if (username !== '' || password !== '' || hash !== '' || hostname === '') return 'target.form';
  return protocol === 'https:' || (protocol === 'http:' && networks !== '') ? undefined : 'target.scheme';
}

/**
 * Resolves an address once and refuses it if any of its answers lies in a network that is not public: loopback, private, link-local,
 * metadata, shared, multicast, documentation, and whatever of these is wrapped in IPv6.
 *
 * @example await findTarget('https://169.254.169.254/latest', { networks: '' }) // 'target.private'
 */
export async function findTarget(text: string, { networks, resolve = resolveAll }: TargetRules): Promise<Target | TargetRefusal> {
  const refusal = refuseForm(text, networks);
  if (refusal) return refusal;
  const url = new URL(text);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const answers = ipaddr.isValid(host) ? [{ address: host }] : await resolve(host).catch(() => []);
  const [first] = answers;
  if (!first) return 'target.unresolved';
  const isAllowed = answers.every(({ address }) => isInside(address, networks));
  if (!isAllowed && !answers.every(({ address }) => isPublic(address))) return 'target.private';
  if (!isAllowed && url.protocol !== 'https:') return 'target.scheme';
  return { url, address: first.address, family: ipaddr.parse(first.address).kind() === 'ipv6' ? 6 : 4 };
}

const resolveAll: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** What of IPv6 is given to public networks. Outside it old forms such as `::127.0.0.1` count as unicast as well. */
const publicSix = '2000::/3';

/** Only plain unicast is public; an IPv4 address inside an IPv6 one is judged as what it is. */
function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const known = ipaddr.process(address);
  return known.range() === 'unicast' && (known.kind() === 'ipv4' || isInside(address, publicSix));
}

function isInside(address: string, networks: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const known = ipaddr.process(address);
  return networks
    .split(' ')
    .filter(Boolean)
    .some((network) => {
      const [base, length] = ipaddr.parseCIDR(network);
      return base.kind() === known.kind() && known.match(base, length);
    });
}
