import ipaddr from 'ipaddr.js';

/** What a deployment of the office is given: cdk.json, `--context name=value`, or the options of `synth`. */
export type DeploymentSettings = {
  /** Begins the names of the stacks and flows, so that one account can hold several offices. */
  readonly name: string;
  readonly partition: 'aws' | 'aws-cn';
  /** Address of the OpenID Connect issuer of the staff. */
  readonly oidcIssuer: string;
  /** Audience of its access tokens. */
  readonly oidcAudience: string;
  /** Name under which the console is known to it. */
  readonly oidcClientId: string;
  /** Where its keys are published; the issuer's `/jwks` unless given. */
  readonly oidcJwksUri: string;
  /** Login of the person who may enter an empty office and make the first employees. */
  readonly firstAdmin: string;
  /** Address of the console: `https://office.example.cn`. */
  readonly origin: string;
  /** Domain of the console and the ARN of its certificate, which CloudFront wants in us-east-1. */
  readonly consoleDomain: string;
  readonly consoleCertificate: string;
  /** Least days that anything in the archive is locked. It cannot be shortened for what is there already. */
  readonly archiveRetentionDays: number;
  /** Networks that webhooks may go to although they are not public, in any scheme: `10.1.0.0/16 127.0.0.1/32`. None unless given. */
  readonly webhookNetworks: string;
};

export const defaultSettings: DeploymentSettings = {
  name: 'anchang',
  partition: 'aws',
  oidcIssuer: 'http://127.0.0.1/oidc',
  oidcAudience: 'anchang',
  oidcClientId: 'anchang-console',
  oidcJwksUri: '',
  firstAdmin: '',
  origin: 'http://127.0.0.1',
  consoleDomain: '',
  consoleCertificate: '',
  archiveRetentionDays: 365,
  webhookNetworks: '',
};

/**
 * The settings of a deployment, checked. Throws an error that names the setting.
 *
 * @example
 * readSettings((name) => app.node.tryGetContext(name), { partition: 'aws-cn' })
 */
export function readSettings(context: (name: string) => unknown, given: Partial<DeploymentSettings>): DeploymentSettings {
  const read = (name: keyof DeploymentSettings): string => String(given[name] ?? context(name) ?? defaultSettings[name]);
  const partition = read('partition');
  if (partition !== 'aws' && partition !== 'aws-cn') throw new Error(`partition: expected aws or aws-cn, got ${partition}`);
  const name = read('name');
  if (!/^[a-z][a-z0-9-]{0,19}$/.test(name)) throw new Error(`name: expected up to 20 small letters, digits and hyphens, got ${name}`);
  const archiveRetentionDays = Number(read('archiveRetentionDays'));
  if (!Number.isInteger(archiveRetentionDays) || archiveRetentionDays < 1)
    throw new Error(`archiveRetentionDays: expected a whole number of days, got ${read('archiveRetentionDays')}`);
  const [consoleDomain, consoleCertificate] = [read('consoleDomain'), read('consoleCertificate')];
  if ((consoleDomain === '') !== (consoleCertificate === '')) throw new Error('consoleDomain and consoleCertificate: expected both or neither');
  const addresses = { oidcIssuer: read('oidcIssuer'), oidcJwksUri: read('oidcJwksUri'), origin: read('origin') };
  for (const [key, value] of Object.entries(addresses)) if (value !== '' && !URL.canParse(value)) throw new Error(`${key}: expected an address, got ${value}`);
  return {
    name,
    partition,
    ...addresses,
    oidcAudience: read('oidcAudience'),
    oidcClientId: read('oidcClientId'),
    firstAdmin: read('firstAdmin'),
    consoleDomain,
    consoleCertificate,
    archiveRetentionDays,
    webhookNetworks: readNetworks(read('webhookNetworks')),
  };
}

/**
 * Networks in the notation of addresses and lengths, between spaces or commas. Throws an error that names what is none.
 *
 * @example readNetworks('10.1.0.0/16, 127.0.0.1/32') // '10.1.0.0/16 127.0.0.1/32'
 */
export function readNetworks(text: string): string {
  const networks = text.split(/[\s,]+/).filter(Boolean);
  for (const network of networks) if (!ipaddr.isValidCIDR(network)) throw new Error(`webhookNetworks: expected networks such as 10.1.0.0/16, got ${network}`);
  return networks.join(' ');
}
