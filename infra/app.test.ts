import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import type { CloudAssembly, CloudFormationStackArtifact } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { areas, operations } from '../shared/areas/index.ts';
import { doorRoutes, routesOf } from '../shared/derive/routes.ts';
import { recordsTable } from '../shared/derive/table.ts';
import { bundleAll, createApp } from './app.ts';
import { bundle, entriesOf, repositoryRoot } from './bundle.ts';
import { Flow } from './constructs/flow.ts';
import { readSettings } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'anchang-app-'));
const partitions = ['aws', 'aws-cn'] as const;
const apps = new Map<string, { app: App; assembly: CloudAssembly }>();

beforeAll(async () => {
  const bundles = await bundleAll(join(folder, 'bundled'));
  for (const partition of partitions) {
    // The CDK's own rules know which types a region lacks; they throw here. One partition is enough for what both share.
    const app = await createApp(bundles, { partition, isChecked: partition === 'aws-cn', outdir: join(folder, partition) });
    apps.set(partition, { app, assembly: app.synth() });
  }
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true }));

const looseObject = z.looseObject({});
const resource = z.looseObject({ Type: z.string(), Properties: looseObject.default({}) });
const template = z.looseObject({ Resources: z.record(z.string(), resource) });
type Resource = { stack: string; id: string; type: string; text: string; get(...path: (string | number)[]): unknown };

/** All resources of a partition, or of one type of it. */
function all(type?: string, partition: (typeof partitions)[number] = 'aws'): Resource[] {
  const list = read.get(partition) ?? (apps.get(partition)?.assembly.stacks ?? []).flatMap(resourcesOf);
  read.set(partition, list);
  return list.filter((item) => type === undefined || item.type === type);
}
const read = new Map<string, Resource[]>();

const resourcesOf = (stack: CloudFormationStackArtifact): Resource[] =>
  Object.entries(template.parse(stack.template).Resources).map(([id, { Type, Properties }]) => ({
    stack: stack.stackName,
    id,
    type: Type,
    text: JSON.stringify(Properties),
    get: (...path) => dig(Properties, path),
  }));

function dig(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Object.entries(inner).find(([name]) => name === String(key))?.[1] : undefined),
    value,
  );
}

const statementShape = z.object({
  Effect: z.string(),
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
});
type Statement = { role: string; actions: readonly string[]; resources: readonly string[]; keys: readonly string[]; isNullRefused: boolean };

/** Every statement of every role, with its resources as readable text. */
function statements(): Statement[] {
  return all('AWS::IAM::Policy').flatMap((policy) => {
    const role = String(dig(policy.get('Roles'), [0, 'Ref']));
    const list = z.array(statementShape).parse(policy.get('PolicyDocument', 'Statement'));
    return list.map(({ Action, Resource, Condition }) => ({
      role: `${policy.stack.replace('anchang-', '')} ${role.replace(/(Schedule)?Role[0-9A-F]{8}$/, '$1')}`,
      actions: [Action].flat(),
      resources: [Resource].flat().map(readable),
      keys: z.array(z.string()).parse([Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []].flat()),
      isNullRefused: Condition?.Null?.['dynamodb:LeadingKeys'] === 'false',
    }));
  });
}

function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value ?? {})[0] ?? [];
  if (name === 'Fn::Join')
    return z
      .array(z.unknown())
      .parse(dig(argument, [1]))
      .map(readable)
      .join('');
  if (name === 'Fn::GetAtt') return String(dig(argument, [0])).replace(/[0-9A-F]{8}$/, '');
  return String(argument).replace(/^.*ExportsOutput(?:Ref|FnGetAtt)|[0-9A-F]{8}(?:Arn|StreamArn)?[0-9A-F]{8}$/g, '');
}

const isTableAction = (action: string) => action.startsWith('dynamodb:') && !/Stream|GetRecords|GetShardIterator/.test(action);

describe('functions', () => {
  it('has one for each operation, one for the records of each area, the authoriser, the description and the signed door', () => {
    expect(all('AWS::Lambda::Function')).toHaveLength(Object.keys(operations).length + areas.length + 3);
  });

  it('gives each function a role, a log group and an alarm of its own', () => {
    const functions = all('AWS::Lambda::Function');
    for (const path of [['Role'], ['LoggingConfig', 'LogGroup']] as const)
      expect(new Set(functions.map((fn) => fn.stack + JSON.stringify(fn.get(...path)))).size).toBe(functions.length);
    const watched = all('AWS::CloudWatch::Alarm').filter((alarm) => alarm.get('Namespace') === 'AWS/Lambda' && alarm.get('MetricName') === 'Errors');
    expect(watched).toHaveLength(functions.length);
  });

  it('runs Node 24 on arm64 with JSON logs, traces and an explicit size', () => {
    for (const fn of all('AWS::Lambda::Function')) {
      expect([fn.get('Runtime'), fn.get('Architectures', 0), fn.get('LoggingConfig', 'LogFormat'), fn.get('TracingConfig', 'Mode')]).toEqual([
        'nodejs24.x',
        'arm64',
        'JSON',
        'Active',
      ]);
      expect(fn.get('MemorySize')).toBeTypeOf('number');
      expect(fn.get('Timeout')).toBeTypeOf('number');
    }
  });

  it('gives an operation the time its definition asks for', () => {
    const keepScan = all('AWS::Lambda::Function').find((fn) => fn.get('Environment', 'Variables', 'OPERATION') === 'scan.keep');
    expect(keepScan?.get('Timeout')).toBe(operations['scan.keep']?.timeoutSeconds);
  });

  it('keeps every log for six months at least', () => {
    const days = all('AWS::Logs::LogGroup').map((group) => group.get('RetentionInDays'));
    expect(days.length).toBeGreaterThan(40);
    expect(days.filter((count) => !(Number(count) >= 180))).toEqual([]);
  });
});

describe('API', () => {
  it('has exactly the routes of the definitions, and the description', () => {
    const expected = areas.flatMap((area) => routesOf(area).map(({ method, path }) => `${method} ${path}`));
    const found = all('AWS::ApiGatewayV2::Route').map((route) => route.get('RouteKey'));
    const door = doorRoutes.map(({ method, path }) => `${method} ${path}`);
    expect(found.toSorted()).toEqual([...expected, 'GET /openapi.json', ...door].toSorted());
  });

  it('lets nobody through without the authoriser, but partners to the function that verifies their signatures', () => {
    const door = doorRoutes.map(({ method, path }) => `${method} ${path}`);
    const [open, guarded] = [true, false].map((isOpen) =>
      all('AWS::ApiGatewayV2::Route').filter((route) => door.includes(String(route.get('RouteKey'))) === isOpen),
    );
    expect(new Set(open?.map((route) => `${route.get('AuthorizationType')} ${JSON.stringify(route.get('Target'))}`)).size).toBe(1);
    for (const route of guarded ?? []) {
      expect(route.get('AuthorizationType')).toBe('CUSTOM');
      expect(route.get('AuthorizerId')).toBeDefined();
    }
    const [authorizer] = all('AWS::ApiGatewayV2::Authorizer');
    expect(authorizer?.get('AuthorizerResultTtlInSeconds')).toBe(60);
    expect(authorizer?.get('IdentitySource')).toEqual(['$request.header.Authorization']);
  });

  it('stays below the 300 integrations of an HTTP API', () => {
    expect(all('AWS::ApiGatewayV2::Integration').length).toBeLessThanOrEqual(300);
  });

  it('is throttled and logs each request as JSON', () => {
    const [stage] = all('AWS::ApiGatewayV2::Stage');
    expect(stage?.get('DefaultRouteSettings', 'ThrottlingRateLimit')).toBeTypeOf('number');
    expect(JSON.parse(String(stage?.get('AccessLogSettings', 'Format')))).toHaveProperty('route', '$context.routeKey');
  });

  it('may call each function on its own route only', () => {
    const permissions = all('AWS::Lambda::Permission');
    expect(permissions).toHaveLength(all('AWS::ApiGatewayV2::Route').length + 1);
    for (const permission of permissions) expect(permission.text).toMatch(/\/\*\/\*\/|authorizers\//);
  });
});

describe('permissions', () => {
  it('are these', () => {
    const own = statements().filter(({ actions, keys }) => !actions.some((action) => /^(logs|xray):/.test(action)) && !keys.includes('office!key#*'));
    const lines = own.map(({ role, actions, resources, keys }) => {
      const names = resources.filter((name) => !name.includes('/index/')).join(' ');
      const bound = keys.filter((key) => !/[#!]\*$/.test(key)).join(' ');
      return `${role}: ${actions.join(' ')} on ${names}${bound && ` [${bound}]`}`;
    });
    expect(lines.toSorted().join('\n')).toMatchSnapshot();
  });

  it('bound every use of a table by the keys of named resources', () => {
    const tables = statements().filter(({ actions }) => actions.some(isTableAction));
    expect(tables.length).toBeGreaterThan(100);
    expect(tables.filter(({ keys, isNullRefused }) => keys.length === 0 || keys.includes('*') || !isNullRefused)).toEqual([]);
  });

  it('let every function that uses the tables read the signing key, or make it once', () => {
    const tables = statements().filter(({ actions }) => actions.some(isTableAction));
    const signing = tables.filter(({ keys }) => keys.includes('office!key#*'));
    expect(new Set(signing.map(({ role }) => role))).toEqual(new Set(tables.map(({ role }) => role)));
    expect(new Set(signing.flatMap(({ actions }) => actions))).toEqual(new Set(['dynamodb:GetItem', 'dynamodb:PutItem']));
  });

  it('let nobody change or remove an audit event', () => {
    const audit = statements().filter(({ actions, resources }) => actions.some(isTableAction) && resources.some((name) => name.startsWith('Audit')));
    const actions = new Set(audit.flatMap((statement) => statement.actions));
    expect([...actions].toSorted()).toEqual(['dynamodb:PutItem', 'dynamodb:Query']);
  });

  it('allow no scan, no wildcard action, and every resource only to traces and the delivery of logs', () => {
    const list = statements();
    expect(list.flatMap(({ actions }) => actions).filter((action) => action.includes('*') || action === 'dynamodb:Scan')).toEqual([]);
    const open = list.filter(({ resources }) => resources.includes('*')).flatMap(({ actions }) => actions);
    expect(open.filter((action) => !/^(xray|logs):/.test(action))).toEqual([]);
  });

  it('let a step finish its to-do, and a maker of numbered records read the project', () => {
    const reads = (role: string) => statements().find((item) => item.role === role && item.actions.includes('dynamodb:Query'))?.keys ?? [];
    const writes = (role: string) => statements().find((item) => item.role === role && item.actions.includes('dynamodb:UpdateItem'))?.keys ?? [];
    expect(writes('contracts PayTaxes')).toContain('todo#*');
    expect(reads('contracts Records')).toContain('project#*');
    expect(writes('contracts Records')).not.toContain('project#*');
  });
});

describe('data', () => {
  it('can be recovered, is protected from deletion and tells its changes', () => {
    const tables = all('AWS::DynamoDB::GlobalTable');
    expect(tables).toHaveLength(2);
    for (const table of tables) {
      expect(table.get('Replicas', 0, 'PointInTimeRecoverySpecification', 'PointInTimeRecoveryEnabled')).toBe(true);
      expect(table.get('Replicas', 0, 'DeletionProtectionEnabled')).toBe(true);
      expect(table.get('BillingMode')).toBe('PAY_PER_REQUEST');
      expect(table.get('StreamSpecification', 'StreamViewType')).toMatch(/NEW/);
    }
    const records = tables.find((table) => table.id.startsWith('Records'));
    expect(records?.get('TimeToLiveSpecification')).toEqual({ AttributeName: 'ttl', Enabled: true });
    expect(records?.get('GlobalSecondaryIndexes', 3, 'Projection')).toEqual({
      NonKeyAttributes: recordsTable.indexes[0]?.attributes,
      ProjectionType: 'INCLUDE',
    });
  });

  it('is in buckets that are closed to the public and to plain HTTP, and that outlive their stack', () => {
    const denials = all('AWS::S3::BucketPolicy').filter((policy) => policy.text.includes('"aws:SecureTransport":"false"'));
    const buckets = all('AWS::S3::Bucket');
    expect(denials).toHaveLength(buckets.length);
    for (const bucket of buckets)
      expect(bucket.get('PublicAccessBlockConfiguration')).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
    const stacks = apps.get('aws')?.assembly.stacks ?? [];
    const kept = stacks.flatMap((stack) => Object.values(template.parse(stack.template).Resources).filter(({ Type }) => /S3::Bucket$|DynamoDB/.test(Type)));
    expect(kept.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
  });

  it('is locked in the archive and leaves the inbox after two days', () => {
    const [archive, inbox] = ['Archive', 'Inbox'].map((name) => all('AWS::S3::Bucket').find((bucket) => bucket.id.startsWith(name)));
    expect(archive?.get('ObjectLockConfiguration', 'Rule', 'DefaultRetention')).toEqual({ Mode: 'COMPLIANCE', Days: 365 });
    expect(archive?.get('VersioningConfiguration', 'Status')).toBe('Enabled');
    expect(inbox?.get('LifecycleConfiguration', 'Rules', 0, 'ExpirationInDays')).toBe(2);
    expect(inbox?.get('CorsConfiguration', 'CorsRules', 0, 'AllowedMethods')).toEqual(['PUT']);
  });
});

describe('triggers', () => {
  it('calls scheduled operations by the clock of Shanghai and parks what fails', () => {
    const expected = Object.values(operations).flatMap(({ schedule }) => schedule ?? []);
    const schedules = all('AWS::Scheduler::Schedule');
    expect(schedules.map((item) => item.get('ScheduleExpression')).toSorted()).toEqual(expected.toSorted());
    for (const item of schedules) {
      expect(item.get('ScheduleExpressionTimezone')).toBe('Asia/Shanghai');
      expect(item.get('Target', 'DeadLetterConfig', 'Arn')).toBeDefined();
    }
    expect(all('AWS::Lambda::EventInvokeConfig')).toHaveLength(expected.length);
  });

  it('feeds streams in small parts, retries ten times and parks what fails', () => {
    const mappings = all('AWS::Lambda::EventSourceMapping');
    expect(all('AWS::CloudWatch::Alarm').filter((alarm) => alarm.get('MetricName') === 'IteratorAge')).toHaveLength(mappings.length);
    expect(mappings).toHaveLength(Object.values(operations).filter(({ stream }) => stream).length);
    for (const mapping of mappings) {
      expect(mapping.get('FunctionResponseTypes')).toEqual(['ReportBatchItemFailures']);
      expect([mapping.get('BisectBatchOnFunctionError'), mapping.get('MaximumRetryAttempts'), mapping.get('MaximumRecordAgeInSeconds')]).toEqual([
        true,
        10,
        43_200,
      ]);
      expect(mapping.get('DestinationConfig', 'OnFailure', 'Destination')).toBeDefined();
    }
  });

  it('calls who follows a stream for no other changes than those it names', () => {
    const written = all('AWS::Lambda::EventSourceMapping').flatMap((mapping) => {
      const patterns = z.array(z.object({ Pattern: z.string() })).parse(mapping.get('FilterCriteria', 'Filters') ?? []);
      return patterns.length > 0 ? [patterns.flatMap(({ Pattern }) => followedBy(Pattern)).toSorted()] : [];
    });
    const followers = Object.values(operations).flatMap(({ follows }) => (follows ? [follows.toSorted()] : []));
    expect(written.toSorted()).toEqual(followers.toSorted());
  });

  it('lets a flow call exactly the operations that it names', () => {
    for (const machine of all('AWS::StepFunctions::StateMachine')) {
      const { Partition, ...tasks } = looseObject.parse(machine.get('DefinitionSubstitutions'));
      expect(Partition).toEqual({ Ref: 'AWS::Partition' });
      const placeholders = new Set([...String(machine.get('DefinitionString')).matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));
      expect(Object.keys(tasks).toSorted()).toEqual([...placeholders].filter((name) => name !== 'Partition').toSorted());
      const own = ` ${String(machine.get('RoleArn', 'Fn::GetAtt', 0)).replace(/Role[0-9A-F]{8}$/, '')}`;
      const calls = statements().filter(({ actions, role }) => actions.includes('lambda:InvokeFunction') && role.endsWith(own));
      expect(calls.flatMap(({ resources }) => resources).toSorted()).toEqual(Object.values(tasks).map(readable).toSorted());
      expect(machine.get('LoggingConfiguration')).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
      expect(machine.get('TracingConfiguration', 'Enabled')).toBe(true);
    }
  });

  it('refuses a flow whose placeholder is no operation', () => {
    const stack = new Stack();
    const create = () => new Flow(stack, 'Flow', { name: 'x', definition: `{"FunctionName":"$\{SellMoon}"}`, tasks: {}, alarms: undefined as never });
    expect(create).toThrow(/\$\{SellMoon\}/);
  });
});

describe.each(partitions)('in the partition %s', (partition) => {
  it('leaves no finding of the rule packs unexplained', () => {
    const app = apps.get(partition)?.app;
    if (!app) throw new Error('there is no app');
    const findings = [new AwsSolutionsChecks(app), new ServerlessChecks(app)].flatMap((pack) => pack.validateScope(app).violations);
    expect(findings.map(({ ruleName, violatingResources }) => `${ruleName}: ${violatingResources.map((item) => item.constructPath).join(', ')}`)).toEqual([]);
    const reasons = app.node
      .findAll()
      .flatMap((construct) =>
        construct.node.metadata
          .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
          .flatMap(({ data }) => Object.values(looseObject.parse(data))),
      );
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.filter((reason) => String(reason).length < 30)).toEqual([]);
  });

  it('names no partition, no identity pool, and no host of the other partition', () => {
    const text = JSON.stringify((apps.get(partition)?.assembly.stacks ?? []).map((stack) => stack.template));
    expect(text).not.toMatch(/arn:aws(-cn)?:/);
    expect(text).not.toMatch(/AWS::Cognito/);
    const principals = /^(lambda|states|scheduler|apigateway|cloudfront|logging\.s3|delivery\.logs|cloudwatch)\.amazonaws\.com$/;
    expect([...text.matchAll(/[\w.-]+\.amazonaws\.com(?:\.cn)?/g)].map(([host]) => host).filter((host) => !principals.test(host))).toEqual([]);
  });

  it('needs no nested stack and no custom resource', () => {
    expect(all(undefined, partition).filter(({ type }) => type.startsWith('Custom::') || /CloudFormation::(Stack|CustomResource)$/.test(type))).toEqual([]);
  });
});

it('makes no CloudFront in China, where it lacks functions, policies and origin access control', () => {
  expect(all(undefined, 'aws').some(({ type }) => type === 'AWS::CloudFront::Function')).toBe(true);
  expect(all(undefined, 'aws-cn').filter(({ type }) => type.startsWith('AWS::CloudFront'))).toEqual([]);
});

it('passes /api on without letting an error of the API become a page', () => {
  const [distribution] = all('AWS::CloudFront::Distribution');
  expect(distribution?.get('DistributionConfig', 'CacheBehaviors', 0)).toMatchObject({ PathPattern: '/api/*', TargetOriginId: 'api' });
  expect(distribution?.get('DistributionConfig', 'CustomErrorResponses')).toBeUndefined();
});

it('allows the console scripts of its own origin only', () => {
  const [policy] = all('AWS::CloudFront::ResponseHeadersPolicy');
  expect(policy?.text).toContain("script-src 'self';");
  expect(policy?.text).toContain("object-src 'none'");
  expect(policy?.get('ResponseHeadersPolicyConfig', 'SecurityHeadersConfig', 'FrameOptions', 'FrameOption')).toBe('DENY');
});

describe('bundles', () => {
  it('hashes the same code alike wherever it is built', async () => {
    const entries = { 'settings-in-force': 'functions/settings/settings-in-force.ts' };
    const [first, second] = [
      await bundle('settings', entries, { outdir: join(folder, 'a') }),
      await bundle('settings', entries, { outdir: join(folder, 'elsewhere', 'b') }),
    ];
    expect(first.hash).toBe(second.hash);
    expect(readdirSync(first.dir)).toContain('settings-in-force.mjs');
    expect(readdirSync(first.dir).filter((file) => file.endsWith('.map'))).toEqual([]);
  });

  it('loads every handler as Lambda will', async () => {
    const folders = readdirSync(join(folder, 'bundled', 'bundles'));
    expect(folders).toEqual(['core', ...areas.map(({ name }) => name)].toSorted());
    for (const area of areas) {
      for (const name of Object.keys(entriesOf(area))) {
        const module: unknown = await import(join(folder, 'bundled', 'bundles', area.name, `${name}.mjs`));
        expect(module, `${area.name}/${name}`).toHaveProperty('handler', expect.any(Function));
      }
    }
  });

  it('names a handler that is missing', async () => {
    await expect(bundle('moon', { sell: 'functions/moon/sell.ts' }, { outdir: folder })).rejects.toThrow('functions/moon/sell.ts');
  });

  it('never bundles one function at a time', () => {
    const sources = readdirSync(join(repositoryRoot, 'infra'), { recursive: true, encoding: 'utf8' }).filter(
      (file) => file.endsWith('.ts') && file !== 'app.test.ts' && !file.startsWith('local'),
    );
    expect(sources.filter((file) => readFileSync(join(repositoryRoot, 'infra', file), 'utf8').includes('NodejsFunction'))).toEqual([]);
  });
});

describe('settings', () => {
  const none = () => undefined;
  it.each([
    [{ name: 'Anchang Office' }, /^name: .*Anchang Office/],
    [{ partition: 'aws-moon' }, /^partition: .*aws-moon/],
    [{ archiveRetentionDays: '1.5' }, /^archiveRetentionDays: .*1\.5/],
    [{ oidcIssuer: 'issuer' }, /^oidcIssuer: .*issuer/],
    [{ consoleDomain: 'office.example.cn' }, /^consoleDomain and consoleCertificate/],
  ])('refuses %j', (context: Record<string, string>, message) => {
    expect(() => readSettings((name) => context[name], {})).toThrow(message);
  });

  it('takes what is given before the context, and the context before the default', () => {
    expect(readSettings((name) => ({ name: 'from-context' })[name as 'name'], { oidcAudience: 'given' })).toMatchObject({
      name: 'from-context',
      oidcAudience: 'given',
      partition: 'aws',
    });
    expect(readSettings(none, {}).archiveRetentionDays).toBe(365);
  });

  it('lets nobody into an empty office unless a deployment names the person', () => {
    expect(readSettings(none, {}).firstAdmin).toBe('');
  });
});

const streamPattern = z.strictObject({
  eventName: z.tuple([z.string()]),
  dynamodb: z.strictObject({
    Keys: z.strictObject({ pk: z.strictObject({ S: z.array(z.strictObject({ prefix: z.string() })) }), sk: z.strictObject({ S: z.tuple([z.literal('#')]) }) }),
  }),
});

/** The changes that a filter lets through, as definitions write them. */
function followedBy(pattern: string): string[] {
  const { eventName, dynamodb } = streamPattern.parse(JSON.parse(pattern));
  return dynamodb.Keys.pk.S.map(({ prefix }) => `${eventName[0]} ${prefix.replace(/#$/, '')}`);
}
