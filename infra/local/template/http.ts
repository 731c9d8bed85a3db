import type { Declarations, Declared } from './declared.ts';
import type { Api, Authorizer, Cors, Route, Throttle } from './types.ts';

type Settings = NonNullable<Declared<'AWS::ApiGatewayV2::Stage'>['properties']['DefaultRouteSettings']>;

/**
 * The HTTP APIs with their routes. Each has exactly one stage that deploys itself.
 *
 * @example
 * const [api] = readApis(declarations)
 */
export function readApis(declarations: Declarations): Api[] {
  const { region, account, partition } = declarations.place;
  return declarations.of('AWS::ApiGatewayV2::Api').map((api) => {
    const isOwn = (part: { properties: { ApiId: string } }) => part.properties.ApiId === api.ref;
    const stages = declarations.of('AWS::ApiGatewayV2::Stage').filter(isOwn);
    const stage = stages.length === 1 && stages[0] ? stages[0].properties : api.fail(`expected one stage, got ${stages.length}`);
    const arn = `arn:${partition}:execute-api:${region}:${account}:${api.ref}`;
    const authorizers = declarations
      .of('AWS::ApiGatewayV2::Authorizer')
      .filter(isOwn)
      .map((item) => toAuthorizer(item, arn));
    const throttle = toThrottle(stage.DefaultRouteSettings);
    const routes = declarations
      .of('AWS::ApiGatewayV2::Route')
      .filter(isOwn)
      .map((route) => {
        const settings = stage.RouteSettings?.[route.properties.RouteKey];
        return { ...toRoute(route, { declarations, authorizers }), throttle: toThrottle(settings) ?? throttle };
      });
    const { CorsConfiguration: cors } = api.properties;
    return { id: api.ref, arn, stage: stage.StageName, stageVariables: stage.StageVariables, routes, cors: cors && toCors(cors) };
  });
}

function toRoute({ properties, fail }: Declared<'AWS::ApiGatewayV2::Route'>, world: { declarations: Declarations; authorizers: Authorizer[] }): Route {
  const { RouteKey: key, Target, AuthorizationType, AuthorizerId, AuthorizationScopes = [] } = properties;
  const id = Target.replace(/^integrations\//, '');
  const found = world.declarations.of('AWS::ApiGatewayV2::Integration').find((integration) => integration.ref === id);
  const integration = found?.properties ?? fail(`Properties.Target: there is no integration ${id}`);
  const authorizer = world.authorizers.find((candidate) => candidate.id === AuthorizerId);
  if (AuthorizationType !== 'NONE' && !authorizer) fail(`Properties.AuthorizerId: there is no authorizer ${AuthorizerId}`);
  const [method, path] = key === '$default' ? [] : key.split(' ');
  return {
    key,
    method,
    path,
    functionArn: integration.IntegrationUri.replace(/^.*\/functions\/(.*)\/invocations$/, '$1'),
    timeoutMs: integration.TimeoutInMillis,
    authorizer: AuthorizationType === 'NONE' ? undefined : authorizer,
    scopes: AuthorizationScopes,
  };
}

function toAuthorizer({ ref: id, properties, fail }: Declared<'AWS::ApiGatewayV2::Authorizer'>, apiArn: string): Authorizer {
  if (properties.AuthorizerType === 'JWT') {
    const { Issuer: issuer, Audience: audience } = properties.JwtConfiguration;
    return { id, kind: 'jwt', issuer, audience, identitySource: properties.IdentitySource[0] ?? '' };
  }
  const functionArn =
    /\/functions\/(arn:.*)\/invocations$/.exec(properties.AuthorizerUri)?.[1] ??
    fail(`Properties.AuthorizerUri: expected a function, got ${properties.AuthorizerUri}`);
  return {
    id,
    kind: 'lambda',
    functionArn,
    ttlSeconds: properties.AuthorizerResultTtlInSeconds,
    identitySources: properties.IdentitySource,
    arn: `${apiArn}/authorizers/${id}`,
  };
}

function toThrottle(settings: Settings | undefined): Throttle | undefined {
  const { ThrottlingBurstLimit: burst, ThrottlingRateLimit: perSecond } = settings ?? {};
  return burst === undefined || perSecond === undefined ? undefined : { burst, perSecond };
}

function toCors(cors: NonNullable<Declared<'AWS::ApiGatewayV2::Api'>['properties']['CorsConfiguration']>): Cors {
  return {
    origins: cors.AllowOrigins,
    methods: cors.AllowMethods,
    headers: cors.AllowHeaders.map((name) => name.toLowerCase()),
    exposed: cors.ExposeHeaders,
    maxAgeSeconds: cors.MaxAge,
    hasCredentials: cors.AllowCredentials,
  };
}
