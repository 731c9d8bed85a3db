import { AssetHashType, CfnParameter, Stack, type StackProps } from 'aws-cdk-lib';
import { Code, type IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { operations, resources } from '../../shared/areas/index.ts';
import { doorRoutes, operationPath, routesOf } from '../../shared/derive/routes.ts';
import type { AreaDefinition } from '../../shared/kit/define-area.ts';
import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';
import type { OperationDefinition } from '../../shared/kit/define-operation.ts';
import type { Bundle } from '../bundle.ts';
import { acknowledgePattern } from '../constructs/acknowledge.ts';
import { Flow } from '../constructs/flow.ts';
import { addOpenRoutes, addRoute } from '../constructs/office-api.ts';
import { OperationFunction } from '../constructs/operation-function.ts';
import { createParkedQueue } from '../constructs/parked-queue.ts';
import { grantBucket, grantFlows, grantWebhooks, type ServiceGrant } from '../constructs/service-grants.ts';
import { doorAccess, operationAccess, recordsAccess, type TableAccess, tableStatements } from '../constructs/table-statements.ts';
import { addSchedule, addStream } from '../constructs/triggers.ts';
import type { DeploymentSettings } from '../settings.ts';
import type { CoreStack } from './core-stack.ts';

const defaultSeconds = 10;
const doorSeconds = 29;
/** Audit events become one file of the archive for each batch: a request to S3 costs more than what is in it. */
const auditBatch = 100;
const originText = 'Public address of the office, which partners sign their requests for';
const doorReason = 'Partners have no account here: the function verifies a signature over every request before it does anything with it.';

export type AreaStackProps = StackProps & {
  readonly area: AreaDefinition;
  readonly core: CoreStack;
  readonly bundle: Bundle;
  /** State machines by file name of their flows: operations with `uses: ['flows']` drive them. */
  readonly machines: Readonly<Record<string, string>>;
  readonly settings: Pick<DeploymentSettings, 'origin' | 'webhookNetworks'>;
};

type FunctionSpec = {
  readonly description: string;
  readonly module: string;
  readonly operation: string;
  readonly access: TableAccess;
  readonly uses?: OperationDefinition['uses'];
  readonly isReading?: boolean;
  readonly timeoutSeconds?: number;
  readonly isApi?: boolean;
  readonly isScheduled?: boolean;
  readonly environment?: Readonly<Record<string, string>>;
};

/** An area of the office: one function for its records, one for each of its operations, and what calls them. */
export class AreaStack extends Stack {
  /** The operations by their names in flows: `OpenTodo`. */
  readonly tasks: Readonly<Record<string, IFunction>>;
  readonly #props: AreaStackProps;
  readonly #code: Code;
  #parked: Queue | undefined;

  constructor(scope: Construct, id: string, props: AreaStackProps) {
    super(scope, id, props);
    this.#props = props;
    this.#code = Code.fromAsset(props.bundle.dir, { assetHash: props.bundle.hash, assetHashType: AssetHashType.CUSTOM });
    this.#addRecords();
    const functions = props.area.operations.map((operation) => [pascal(operation.handler), this.#addOperation(operation).function] as const);
    this.tasks = Object.fromEntries(functions);
    if (props.area.endpoints) this.#addDoor(props.area.endpoints);
  }

  /**
   * Adds a flow of this area. Its tasks may be operations of areas that are deployed before this one: the reference keeps
   * them from being removed while a flow needs them.
   */
  addFlow(id: string, flow: { name: string; definition: string; tasks: Readonly<Record<string, IFunction>> }): void {
    new Flow(this, pascal(id), { ...flow, alarms: this.#props.core.alarms });
  }

  #addRecords(): void {
    const { area, core } = this.#props;
    const route = routesOf(area).find(({ operation }) => operation === 'records');
    if (!route) throw new Error(`expected a route of the records of ${area.name}, got none`);
    const target = this.#addFunction('Records', {
      description: `Records of ${area.label.en}`,
      module: 'records',
      operation: 'records',
      access: recordsAccess(area, resources),
    });
    addRoute(target, { api: core.api, method: route.method, path: route.path });
  }

  #addOperation(operation: OperationDefinition): OperationFunction {
    const { core } = this.#props;
    const path = operationPath(operation);
    const target = this.#addFunction(pascal(operation.handler), {
      description: operation.label.en,
      module: operation.handler,
      operation: operation.name,
      access: operationAccess(operation, resources),
      uses: operation.uses,
      isReading: operation.method === 'GET',
      timeoutSeconds: operation.timeoutSeconds,
      isApi: path !== undefined,
      isScheduled: operation.schedule !== undefined,
    });
    if (path) addRoute(target, { api: core.api, method: operation.method ?? 'POST', path });
    if (operation.schedule) addSchedule(target, { expression: operation.schedule, parked: this.#parking() });
    if (operation.stream) {
      const { follows = [] } = operation;
      const batchSize = operation.stream === 'audit' ? { batchSize: auditBatch } : {};
      addStream(target, { table: core[operation.stream], follows, ...batchSize, parked: this.#parking(), alarms: core.alarms });
    }
    return target;
  }

  /** One function answers every partner: it verifies signatures, so no authoriser does. */
  #addDoor(endpoints: readonly EndpointDefinition[]): void {
    const { core, settings } = this.#props;
    const performed = endpoints.flatMap(({ operation = '' }) => operations[operation] ?? []);
    const target = this.#addFunction('PartnerDoor', {
      description: 'The signed door of the partners',
      module: 'door',
      operation: 'partner.door',
      access: doorAccess(endpoints, { operations, resources }),
      uses: [...new Set([...endpoints, ...performed].flatMap(({ uses = [] }) => uses))],
      timeoutSeconds: doorSeconds,
      environment: { PUBLIC_ORIGIN: new CfnParameter(this, 'Origin', { default: settings.origin, description: originText }).valueAsString },
    });
    addOpenRoutes(target, { api: core.api, routes: doorRoutes, reason: doorReason });
  }

  #addFunction(id: string, spec: FunctionSpec): OperationFunction {
    const { core } = this.#props;
    const services = (spec.uses ?? []).map((service) => this.#grant(service, spec.isReading ?? false));
    const target = new OperationFunction(this, id, {
      description: spec.description,
      code: this.#code,
      module: spec.module,
      timeoutSeconds: spec.timeoutSeconds ?? defaultSeconds,
      environment: {
        RECORDS_TABLE: core.records.tableName,
        AUDIT_TABLE: core.audit.tableName,
        OPERATION: spec.operation,
        ...Object.assign({}, ...services.map(({ environment }) => environment)),
        ...spec.environment,
      },
      statements: [
        ...tableStatements(spec.access, { records: core.records.tableArn, audit: core.audit.tableArn }),
        ...services.flatMap(({ statements }) => statements),
      ],
      alarms: core.alarms,
      parked: spec.isScheduled ? this.#parking() : undefined,
      isApi: spec.isApi ?? true,
    });
    for (const pattern of services.flatMap(({ patterns }) => patterns)) acknowledgePattern(target, pattern);
    return target;
  }

  #grant(service: 'archive' | 'inbox' | 'flows' | 'webhooks', isReading: boolean): ServiceGrant {
    const { core, machines, settings } = this.#props;
    if (service === 'webhooks') return grantWebhooks(settings.webhookNetworks);
    return service === 'flows' ? grantFlows(this, { machines, isReading }) : grantBucket(service, { bucket: core[service], isReading });
  }

  /** Only areas that something calls without waiting need a place for what failed. */
  #parking(): Queue {
    this.#parked ??= createParkedQueue(this, 'Parked', { alarms: this.#props.core.alarms });
    return this.#parked;
  }
}

/** `open-todo` → `OpenTodo` */
const pascal = (name: string): string => name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
