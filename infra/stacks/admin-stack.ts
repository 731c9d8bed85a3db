import { Aws, CfnOutput, CfnParameter, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnResponseHeadersPolicy } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import { acknowledge } from '../constructs/acknowledge.ts';
import { createLogBucket, createSiteBucket } from '../constructs/buckets.ts';
import { Edge } from '../constructs/edge.ts';
import type { DeploymentSettings } from '../settings.ts';
import type { CoreStack } from './core-stack.ts';

export type AdminStackProps = StackProps & { readonly settings: DeploymentSettings; readonly core: CoreStack };

/**
 * The console: its files, and the address that serves them together with the API. CloudFront in China has neither functions,
 * policies nor origin access control, so this stack is not made there; a web server of the company stands in for it.
 */
export class AdminStack extends Stack {
  constructor(scope: Construct, id: string, props: AdminStackProps) {
    super(scope, id, props);
    const { settings, core } = props;
    const logs = createLogBucket(this, 'EdgeLogs', { isForEdge: true });
    const site = createSiteBucket(this, 'Site', { logs: core.logs });
    const parameter = (id: string, value: string, description: string) => new CfnParameter(this, id, { default: value, description }).valueAsString;
    const issuer = parameter('OidcIssuer', settings.oidcIssuer, 'Address of the OpenID Connect issuer of the staff');
    const clientId = parameter('OidcClientId', settings.oidcClientId, 'Name under which the console is known to the issuer');
    const headers = this.#headers({ settings, core, issuer });
    const edge = new Edge(this, 'Edge', {
      name: settings.name,
      site,
      logs,
      apiId: core.api.apiId,
      headersPolicyId: headers.attrId,
      domain: settings.consoleDomain,
      certificate: settings.consoleCertificate,
    });
    acknowledge(edge, {
      'AwsSolutions-CFR1': 'Staff may work from anywhere; what they reach needs a token.',
      'AwsSolutions-CFR2': 'Every route needs a verified token and is throttled; a firewall in front is a choice of the company.',
      ...(settings.consoleDomain
        ? {}
        : { 'AwsSolutions-CFR4': 'The default certificate fixes its own protocols; consoleDomain and consoleCertificate replace it.' }),
    });
    new CfnOutput(this, 'ConsoleAddress', { value: `https://${edge.domainName}` });
    new CfnOutput(this, 'SiteBucket', { value: site.bucketName, description: 'The files of the console are put here' });
    new CfnOutput(this, 'SiteRegion', { value: Aws.REGION });
    new CfnOutput(this, 'SiteIssuer', { value: issuer });
    new CfnOutput(this, 'SiteClientId', { value: clientId });
  }

  #headers({ settings, core, issuer }: { settings: DeploymentSettings; core: CoreStack; issuer: string }): CfnResponseHeadersPolicy {
    // The browser sends files to the inbox and fetches them from the archive itself.
    const files = [core.inbox, core.archive].map((bucket) => `https://${bucket.bucketRegionalDomainName}`).join(' ');
    const override = true;
    return new CfnResponseHeadersPolicy(this, 'Headers', {
      responseHeadersPolicyConfig: {
        name: `${settings.name}-console`,
        securityHeadersConfig: {
          contentSecurityPolicy: { contentSecurityPolicy: contentSecurityPolicy({ files, issuer: originOf(issuer) }), override },
          contentTypeOptions: { override },
          frameOptions: { frameOption: 'DENY', override },
          referrerPolicy: { referrerPolicy: 'no-referrer', override },
          strictTransportSecurity: { accessControlMaxAgeSec: 63_072_000, includeSubdomains: true, override },
        },
        customHeadersConfig: { items: [{ header: 'permissions-policy', value: 'camera=(), geolocation=(), microphone=(), payment=()', override }] },
      },
    });
  }
}

/** antd writes its variables into style elements, hence the one exception. */
function contentSecurityPolicy(sources: { files: string; issuer: string }): string {
  const { files, issuer } = sources;
  const directives = [
    ["default-src 'self'"],
    ["script-src 'self'"],
    ["style-src 'self' 'unsafe-inline'"],
    ["img-src 'self' data: blob:", files],
    ["connect-src 'self'", issuer, files],
    ["frame-src 'self' blob:", files],
    ["worker-src 'self' blob:"],
    ["object-src 'none'"],
    ["base-uri 'none'"],
    ["form-action 'self'"],
    ["frame-ancestors 'none'"],
  ];
  return directives.map((words) => words.join(' ')).join('; ');
}

/** `https://issuer.example.cn/pool/1` → `https://issuer.example.cn`, when the template is deployed. */
function originOf(address: string): string {
  const parts = Fn.split('/', address);
  return Fn.join('//', [Fn.select(0, parts), Fn.select(2, parts)]);
}
