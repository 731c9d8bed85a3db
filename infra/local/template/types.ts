import type { PolicyDocument } from '../access.ts';
import type { BucketOptions } from '../s3/buckets.ts';

/** A table in the words of the CreateTable operation, and its time-to-live attribute. */
export type Table = {
  create: { TableName: string } & Record<string, unknown>;
  ttlAttribute?: string;
};

export type Fn = {
  name: string;
  arn: string;
  /** Absolute path of the module and the name of its export. */
  file: string;
  export: string;
  environment: Record<string, string>;
  timeoutSeconds: number;
  memoryMb: number;
  /** Environments at once, where the template reserves fewer than the cloud would start. */
  reserved?: number;
  roleArn: string;
  /** How often a failed asynchronous event is tried again: Lambda's default is 2. */
  asyncRetries: number;
};

export type Machine = { arn: string; name: string; definition: string; roleArn: string };

/** Who may call a function by its resource policy. */
export type Permission = { functionArn: string; service: string; sourceArn?: string };

export type Throttle = { burst: number; perSecond: number };

export type Authorizer =
  | { id: string; kind: 'lambda'; functionArn: string; ttlSeconds: number; identitySources: string[]; arn: string }
  | { id: string; kind: 'jwt'; issuer: string; audience: string[]; identitySource: string };

export type Route = {
  key: string;
  /** `ANY`, an HTTP method, or undefined for `$default`. */
  method?: string;
  path?: string;
  functionArn: string;
  timeoutMs: number;
  authorizer?: Authorizer;
  scopes: string[];
  throttle?: Throttle;
};

export type Cors = {
  origins: string[];
  methods: string[];
  headers: string[];
  exposed: string[];
  maxAgeSeconds?: number;
  hasCredentials: boolean;
};

export type Api = {
  id: string;
  /** `arn:aws:execute-api:region:account:id`, without a stage. */
  arn: string;
  stage: string;
  stageVariables?: Record<string, string>;
  routes: Route[];
  cors?: Cors;
};

export type Schedule = {
  name: string;
  arn: string;
  /** `rate(5 minutes)`, `cron(30 8 * * ? *)` or `at(2026-01-01T08:00:00)`. */
  expression: string;
  timeZone: string;
  startsAt?: number;
  endsAt?: number;
  targets: { functionArn: string; input: string | undefined }[];
  /** The role that calls the target (EventBridge Scheduler), or undefined where a permission must (an event rule). */
  roleArn?: string;
};

export type Mapping = {
  id: string;
  tableName: string;
  functionArn: string;
  batchSize: number;
  isBisecting: boolean;
  isPartial: boolean;
  /** -1 for no bound. */
  retries: number;
  maxAgeSeconds: number;
  startsAt: 'TRIM_HORIZON' | 'LATEST';
  filters: unknown[];
};

export type Template = {
  region: string;
  account: string;
  partition: string;
  tables: Table[];
  buckets: BucketOptions[];
  functions: Fn[];
  /** Policies by role ARN. */
  rolePolicies: Record<string, PolicyDocument[]>;
  machines: Machine[];
  permissions: Permission[];
  apis: Api[];
  schedules: Schedule[];
  mappings: Mapping[];
  /** Folders of static files the template deploys. */
  sites: string[];
  /** Headers the template puts on the static files. */
  siteHeaders: Record<string, string>;
};

/** A template that the one-machine cloud does not understand; the message names stack, resource and type. */
export class TemplateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'TemplateError';
  }
}
