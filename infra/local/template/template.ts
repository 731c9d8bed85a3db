import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAccess } from './access.ts';
import { readBuckets, readTables } from './data.ts';
import { type Declarations, type ReadOptions, readDeclarations } from './declared.ts';
import { readMappings, readSchedules } from './events.ts';
import { readApis } from './http.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import type { Fn, Machine, Template } from './types.ts';

/**
 * Everything the synthesized application declares, ready to run. Nothing else decides which tables, functions, routes
 * or schedules there are. Throws a TemplateError that names what it does not understand.
 *
 * @example
 * const template = readTemplate('cdk.out', { origin, region: 'us-east-1', account: '000000000000', partition: 'aws', parameters: {}, secret })
 */
export function readTemplate(
  dir: string,
  options: ReadOptions & { /** The persistent random value for a declared secret. */ secret(name: string, length: number): string },
): Template {
  const declarations = readDeclarations(dir, options);
  const { region, account, partition } = declarations.place;
  const { rolePolicies, permissions } = readAccess(declarations);
  return {
    region,
    account,
    partition,
    rolePolicies,
    permissions,
    tables: readTables(declarations),
    buckets: readBuckets(declarations),
    functions: readFunctions(declarations, createSecrets(declarations, options.secret)),
    machines: readMachines(declarations),
    apis: readApis(declarations),
    schedules: readSchedules(declarations),
    mappings: readMappings(declarations),
    ...readSites(declarations),
  };
}

function readFunctions(declarations: Declarations, secrets: Secrets): Fn[] {
  const retries = new Map(
    declarations.of('AWS::Lambda::EventInvokeConfig').map(({ properties }) => [properties.FunctionName, properties.MaximumRetryAttempts] as const),
  );
  return declarations.of('AWS::Lambda::Function').map(({ name, arn, properties, asset, fail }) => {
    const [module = '', exported = ''] = properties.Handler.split('.');
    const folder = asset(properties.Code.S3Key);
    const file = ['.mjs', '.js', '.cjs'].map((extension) => join(folder, module + extension)).find(existsSync);
    if (!file || !exported) return fail(`Properties.Handler: there is no ${properties.Handler} in ${folder}`);
    const variables = Object.entries(properties.Environment?.Variables ?? {});
    return {
      name,
      arn: arn(),
      file,
      export: exported,
      environment: Object.fromEntries(variables.map(([key, value]) => [key, secrets(value)])),
      timeoutSeconds: properties.Timeout,
      memoryMb: properties.MemorySize,
      reserved: properties.ReservedConcurrentExecutions,
      roleArn: properties.Role,
      asyncRetries: retries.get(name) ?? 2,
    };
  });
}

function readMachines(declarations: Declarations): Machine[] {
  return declarations.of('AWS::StepFunctions::StateMachine').map(({ name, arn, properties, asset, fail }) => {
    const { Definition, DefinitionString, DefinitionS3Location, DefinitionSubstitutions } = properties;
    const source = Definition
      ? JSON.stringify(Definition)
      : (DefinitionString ?? (DefinitionS3Location && readFileSync(asset(DefinitionS3Location.Key), 'utf8')));
    if (source === undefined) return fail('there is no definition');
    const definition = source.replace(/\$\{(\w+)\}/g, (whole, key: string) => {
      const value = DefinitionSubstitutions[key];
      // Inside JSON text, so quotes and the like in a value must be escaped.
      return value === undefined ? whole : JSON.stringify(String(value)).slice(1, -1);
    });
    return { arn: arn(), name, definition, roleArn: properties.RoleArn };
  });
}

function readSites(declarations: Declarations): Pick<Template, 'sites' | 'siteHeaders'> {
  const deployments = declarations.of('Custom::CDKBucketDeployment');
  const sites = deployments.flatMap(({ properties, asset }) => properties.SourceObjectKeys.map(asset));
  const siteHeaders: Record<string, string> = {};
  for (const { properties } of declarations.of('AWS::CloudFront::ResponseHeadersPolicy')) {
    const { SecurityHeadersConfig, CustomHeadersConfig } = properties.ResponseHeadersPolicyConfig;
    for (const [member, header, field] of securityHeaders) {
      const value = pick(SecurityHeadersConfig, member, field);
      if (value !== undefined) siteHeaders[header] = field === 'Override' ? 'nosniff' : value;
    }
    for (const { Header, Value } of CustomHeadersConfig?.Items ?? []) siteHeaders[Header.toLowerCase()] = Value;
  }
  return { sites, siteHeaders };
}

/** CloudFront's member, the header it becomes, and the field that holds the value. */
const securityHeaders = [
  ['ContentSecurityPolicy', 'content-security-policy', 'ContentSecurityPolicy'],
  ['ContentTypeOptions', 'x-content-type-options', 'Override'],
  ['FrameOptions', 'x-frame-options', 'FrameOption'],
  ['ReferrerPolicy', 'referrer-policy', 'ReferrerPolicy'],
] as const;

function pick(config: Record<string, unknown> | undefined, member: string, field: string): string | undefined {
  const inner = config?.[member];
  if (typeof inner !== 'object' || inner === null || !(field in inner)) return undefined;
  return String(Object.entries(inner).find(([name]) => name === field)?.[1]);
}
