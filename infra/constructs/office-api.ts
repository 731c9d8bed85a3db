import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { CfnAuthorizer, CfnIntegration, CfnRoute, HttpApi, HttpStage, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { logRetention } from './operation-function.ts';

/** Requests a second of the whole office; a page of the console asks for about ten things. */
const throttle = { rateLimit: 200, burstLimit: 400 };
/** How long a checked token is remembered. A person who is barred is out after this time. */
const authorizedSeconds = 60;

/** What is kept of each request: enough to follow it, nothing of its content. */
const accessLog = {
  requestId: '$context.requestId',
  at: '$context.requestTimeEpoch',
  route: '$context.routeKey',
  status: '$context.status',
  ms: '$context.responseLatency',
  bytes: '$context.responseLength',
  ip: '$context.identity.sourceIp',
  error: '$context.error.message',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
};

/** What a stack needs of the API to add its routes. */
export type ApiReference = { readonly apiId: string; readonly authorizerId: string };

/** The HTTP API of the office. It has no CORS rules: the console is served from the same origin. */
export class OfficeApi extends Construct implements ApiReference {
  readonly api: HttpApi;
  readonly apiId: string;
  readonly authorizerId: string;

  constructor(scope: Construct, id: string, props: { authorise: LambdaFunction }) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { createDefaultStage: false });
    this.apiId = this.api.apiId;
    const logs = new LogGroup(this, 'AccessLogs', { retention: logRetention });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      detailedMetricsEnabled: true,
      accessLogSettings: { destination: new LogGroupLogDestination(logs), format: AccessLogFormat.custom(JSON.stringify(accessLog)) },
    });
    const authorizer = new CfnAuthorizer(this, 'Authorizer', {
      apiId: this.apiId,
      name: 'Authorise',
      authorizerType: 'REQUEST',
      authorizerUri: invocationOf(props.authorise),
      authorizerPayloadFormatVersion: '2.0',
      enableSimpleResponses: true,
      identitySource: ['$request.header.Authorization'],
      authorizerResultTtlInSeconds: authorizedSeconds,
    });
    this.authorizerId = authorizer.ref;
    allowCall(props.authorise, { id: 'Authorizer', apiId: this.apiId, path: `authorizers/${this.authorizerId}` });
  }
}

/**
 * Adds a route in the stack of the function that answers it, so that the stack of the API knows no function: an API that
 * pointed at the areas, which in turn use its tables, could not be deployed.
 *
 * @example
 * addRoute(sign, { api, method: 'POST', path: '/contracts/contract/{id}/sign' })
 */
export function addRoute(target: Target, route: { api: ApiReference; method: string; path: string }): void {
  const { api, method, path } = route;
  new CfnRoute(target, 'Route', { ...routeOf(target, api), routeKey: `${method} ${path}`, authorizationType: 'CUSTOM', authorizerId: api.authorizerId });
  allowCall(target.function, { id: 'Api', apiId: api.apiId, path: `*/*${path}` });
}

/**
 * Adds routes that the authoriser does not guard: the function behind them asks everybody for a signature itself.
 *
 * @example
 * addOpenRoutes(door, { api, routes: doorRoutes, reason: 'Partners sign every request.' })
 */
export function addOpenRoutes(target: Target, open: { api: ApiReference; routes: readonly { method: string; path: string }[]; reason: string }): void {
  const { api, routes, reason } = open;
  const common = routeOf(target, api);
  for (const [place, { method, path }] of routes.entries()) {
    const route = new CfnRoute(target, `OpenRoute${place}`, { ...common, routeKey: `${method} ${path}`, authorizationType: 'NONE' });
    acknowledge(route, { 'AwsSolutions-APIG4': reason });
    allowCall(target.function, { id: `Api${place}`, apiId: api.apiId, path: `*/*${path}` });
  }
}

type Target = Construct & { readonly function: LambdaFunction };

function routeOf(target: Target, api: ApiReference): { apiId: string; target: string } {
  const integration = new CfnIntegration(target, 'Integration', {
    apiId: api.apiId,
    integrationType: 'AWS_PROXY',
    integrationUri: target.function.functionArn,
    payloadFormatVersion: '2.0',
  });
  return { apiId: api.apiId, target: `integrations/${integration.ref}` };
}

const invocationOf = (target: LambdaFunction): string =>
  Stack.of(target).formatArn({
    service: 'apigateway',
    account: 'lambda',
    resource: 'path',
    resourceName: `2015-03-31/functions/${target.functionArn}/invocations`,
  });

function allowCall(target: LambdaFunction, call: { id: string; apiId: string; path: string }): void {
  const sourceArn = Stack.of(target).formatArn({ service: 'execute-api', resource: call.apiId, resourceName: call.path });
  target.addPermission(call.id, { principal: new ServicePrincipal('apigateway.amazonaws.com'), sourceArn });
}
