import { Aws, Fn } from 'aws-cdk-lib';
import {
  CachePolicy,
  CfnCloudFrontOriginAccessIdentity,
  CfnDistribution,
  CfnFunction,
  CfnOriginAccessControl,
  OriginRequestPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { CanonicalUserPrincipal, type IPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { pageFunction, prefixFunction } from './edge-functions.ts';

export type EdgeProps = {
  readonly name: string;
  /** CloudFront in China knows neither cache policies, header policies nor origin access control. */
  readonly isInChina: boolean;
  readonly site: Bucket;
  readonly logs: Bucket;
  readonly apiId: string;
  readonly headersPolicyId?: string;
  readonly domain: string;
  readonly certificate: string;
};

const everyMethod = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'];
/** Headers of a request that the API reads; CloudFront passes no others on where it has no policies. */
const apiHeaders = ['Accept', 'Accept-Language', 'Authorization', 'Content-Type', 'Idempotency-Key', 'If-Match'];

/** How the site and the API are cached, by policies or, in China, by the older settings. */
const caching = {
  world: {
    site: { cachePolicyId: CachePolicy.CACHING_OPTIMIZED.cachePolicyId },
    api: {
      cachePolicyId: CachePolicy.CACHING_DISABLED.cachePolicyId,
      originRequestPolicyId: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER.originRequestPolicyId,
    },
  },
  china: {
    site: { forwardedValues: { queryString: false, cookies: { forward: 'none' } }, minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 },
    api: { forwardedValues: { queryString: true, headers: apiHeaders, cookies: { forward: 'none' } }, minTtl: 0, defaultTtl: 0, maxTtl: 0 },
  },
} as const;

/** The console and the API under one address. */
export class Edge extends Construct {
  readonly domainName: string;

  constructor(scope: Construct, id: string, props: EdgeProps) {
    super(scope, id);
    const { site, isInChina } = props;
    const variant = caching[isInChina ? 'china' : 'world'];
    const access = this.#siteAccess(props);
    const behaviour = { viewerProtocolPolicy: 'redirect-to-https', compress: true, responseHeadersPolicyId: props.headersPolicyId };
    const distribution = new CfnDistribution(this, 'Distribution', {
      distributionConfig: {
        enabled: true,
        comment: props.name,
        httpVersion: isInChina ? 'http2' : 'http2and3',
        ipv6Enabled: !isInChina,
        defaultRootObject: 'index.html',
        aliases: props.domain ? [props.domain] : undefined,
        viewerCertificate: certificateOf(props),
        logging: { bucket: props.logs.bucketRegionalDomainName, prefix: 'edge/', includeCookies: false },
        origins: [
          { id: 'site', domainName: site.bucketRegionalDomainName, ...access.origin },
          {
            id: 'api',
            domainName: Fn.join('.', [props.apiId, 'execute-api', Aws.REGION, Aws.URL_SUFFIX]),
            customOriginConfig: { originProtocolPolicy: 'https-only', originSslProtocols: ['TLSv1.2'] },
          },
        ],
        defaultCacheBehavior: {
          ...behaviour,
          ...variant.site,
          targetOriginId: 'site',
          allowedMethods: ['GET', 'HEAD'],
          functionAssociations: [this.#viewerFunction('Page', props.name, pageFunction)],
        },
        cacheBehaviors: [
          {
            ...behaviour,
            ...variant.api,
            pathPattern: '/api/*',
            targetOriginId: 'api',
            allowedMethods: everyMethod,
            functionAssociations: [this.#viewerFunction('Prefix', props.name, prefixFunction)],
          },
        ],
      },
    });
    const conditions = access.isBoundToDistribution
      ? { StringEquals: { 'AWS:SourceArn': Fn.join('', ['arn:', Aws.PARTITION, ':cloudfront::', Aws.ACCOUNT_ID, ':distribution/', distribution.ref]) } }
      : undefined;
    site.addToResourcePolicy(
      new PolicyStatement({ actions: ['s3:GetObject'], resources: [site.arnForObjects('*')], principals: [access.principal], conditions }),
    );
    this.domainName = props.domain || distribution.attrDomainName;
  }

  #siteAccess({ name, isInChina }: EdgeProps): { origin: Partial<CfnDistribution.OriginProperty>; principal: IPrincipal; isBoundToDistribution: boolean } {
    if (isInChina) {
      const identity = new CfnCloudFrontOriginAccessIdentity(this, 'Identity', { cloudFrontOriginAccessIdentityConfig: { comment: name } });
      return {
        origin: { s3OriginConfig: { originAccessIdentity: Fn.join('/', ['origin-access-identity', 'cloudfront', identity.ref]) } },
        principal: new CanonicalUserPrincipal(identity.attrS3CanonicalUserId),
        isBoundToDistribution: false,
      };
    }
    const control = new CfnOriginAccessControl(this, 'Access', {
      originAccessControlConfig: { name: `${name}-site`, originAccessControlOriginType: 's3', signingBehavior: 'always', signingProtocol: 'sigv4' },
    });
    return {
      origin: { originAccessControlId: control.attrId, s3OriginConfig: { originAccessIdentity: '' } },
      principal: new ServicePrincipal('cloudfront.amazonaws.com'),
      isBoundToDistribution: true,
    };
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

function certificateOf({ domain, certificate, isInChina }: EdgeProps): CfnDistribution.ViewerCertificateProperty {
  if (!domain) return { cloudFrontDefaultCertificate: true };
  return {
    ...(isInChina ? { iamCertificateId: certificate } : { acmCertificateArn: certificate }),
    sslSupportMethod: 'sni-only',
    minimumProtocolVersion: 'TLSv1.2_2021',
  };
}
