import { Aws, Fn } from 'aws-cdk-lib';
import { CachePolicy, CfnDistribution, CfnFunction, CfnOriginAccessControl, OriginRequestPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { pageFunction, prefixFunction } from './edge-functions.ts';

export type EdgeProps = {
  readonly name: string;
  readonly site: Bucket;
  readonly logs: Bucket;
  readonly apiId: string;
  readonly headersPolicyId: string;
  readonly domain: string;
  readonly certificate: string;
};

const everyMethod = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];
/** The site is kept as its files say; of the API nothing is kept, and it gets the whole request but the name of the host. */
const caching = {
  site: { cachePolicyId: CachePolicy.CACHING_OPTIMIZED.cachePolicyId },
  api: {
    cachePolicyId: CachePolicy.CACHING_DISABLED.cachePolicyId,
    originRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
  },
} as const;

/** The console and the API under one address. */
export class Edge extends Construct {
  readonly domainName: string;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);
    const { site, name } = props;
    const behaviour = { viewerProtocolPolicy: 'redirect-to-https', compress: true, responseHeadersPolicyId: props.headersPolicyId };
    const distribution = new CfnDistribution(this, 'Distribution', {
      distributionConfig: {
        enabled: true,
        comment: name,
        httpVersion: 'http2and3',
        ipv6Enabled: true,
        defaultRootObject: 'index.html',
        aliases: props.domain ? [props.domain] : undefined,
        viewerCertificate: certificateOf(props),
        logging: { bucket: props.logs.bucketRegionalDomainName, prefix: 'edge/', includeCookies: false },
        origins: this.#origins(props),
        defaultCacheBehavior: {
          ...behaviour,
          ...caching.site,
          targetOriginId: 'site',
          allowedMethods: ['GET', 'HEAD'],
          functionAssociations: [this.#viewerFunction('Page', name, pageFunction)],
        },
        cacheBehaviors: [
          {
            ...behaviour,
            ...caching.api,
            targetOriginId: 'api',
            pathPattern: '/api/*',
            allowedMethods: everyMethod,
            functionAssociations: [this.#viewerFunction('Prefix', name, prefixFunction)],
          },
        ],
      },
    });
    const arn = Fn.join('', ['arn:', Aws.PARTITION, ':cloudfront::', Aws.ACCOUNT_ID, ':distribution/', distribution.ref]);
    site.addToResourcePolicy(
      new PolicyStatement({
        actions: ['s3:GetObject'],
        resources: [site.arnForObjects('*')],
        principals: [new ServicePrincipal('cloudfront.amazonaws.com')],
        conditions: { StringEquals: { 'AWS:SourceArn': arn } },
      }),
    );
    this.domainName = props.domain || distribution.attrDomainName;
  }

  #origins({ name, site, apiId }: EdgeProps): CfnDistribution.OriginProperty[] {
    const control = new CfnOriginAccessControl(this, 'Access', {
      originAccessControlConfig: { name: `${name}-site`, originAccessControlOriginType: 's3', signingBehavior: 'always', signingProtocol: 'sigv4' },
    });
    return [
      { id: 'site', domainName: site.bucketRegionalDomainName, originAccessControlId: control.attrId, s3OriginConfig: { originAccessIdentity: '' } },
      {
        id: 'api',
        domainName: Fn.join('.', [apiId, 'execute-api', Aws.REGION, Aws.URL_SUFFIX]),
        customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
      },
    ];
  }

  #viewerFunction(id: string, name: string, functionCode: string): CfnDistribution.FunctionAssociationProperty {
    const comment = `${name} ${id}`;
    const created = new CfnFunction(this, id, {
      name: `${name}-${id.toLowerCase()}`,
      autoPublish: true,
      functionCode,
      functionConfig: { comment, runtime: 'cloudfront-js-2.0' },
    });
    return { eventType: 'viewer-request', functionArn: created.attrFunctionArn };
  }
}

function certificateOf({ domain, certificate }: EdgeProps): CfnDistribution.ViewerCertificateProperty {
  if (!domain) return { cloudFrontDefaultCertificate: true };
  return { acmCertificateArn: certificate, sslSupportMethod: 'sni-only', minimumProtocolVersion: 'TLSv1.2_2021' };
}
