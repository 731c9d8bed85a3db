import type { Engine } from './engine.ts';
import { ApiError } from './errors.ts';
import { checkJson, type Executions, positionOf, sizeOf } from './executions.ts';
import type { Journal } from './journal.ts';
import type { Machines } from './machines.ts';
import { goneTask } from './messages.ts';
import { type Parameters, type Spec, textOf } from './parameters.ts';
import type { Outcome } from './task.ts';
import type { Tokens } from './tokens.ts';

export type Service = {
  journal: Journal;
  engine: Engine;
  machines: Machines;
  executions: Executions;
  tokens: Tokens;
  prefix: string;
};
export type Operation = {
  parameters: Spec;
  /** What the caller must be allowed to do the operation on. */
  resource: (parameters: Parameters, service: Service) => string;
  run: (parameters: Parameters, service: Service) => Promise<object>;
};

const machineArn = { kind: 'machineArn', isRequired: true } as const;
const executionArn = { kind: 'executionArn', isRequired: true } as const;
const taskToken = { kind: 'token', isRequired: true, max: 2_048 } as const;
const paged = { maxResults: { kind: 'whole', max: 1_000 }, nextToken: { kind: 'text' } } as const;
const fault = { error: { kind: 'text', max: 256 }, cause: { kind: 'text', max: 32_768 } } as const;
const definition = { kind: 'json', max: 1_048_576 } as const;

const ofMachine = (parameters: Parameters) => String(parameters.stateMachineArn);
const ofExecution = (parameters: Parameters) => String(parameters.executionArn);
/**
 * The machine of the task. IAM's service reference lists no resource for these actions, while the CDK's
 * grantTaskResponse emits the machine's ARN: here `*` and that ARN both fit.
 */
const ofToken = (parameters: Parameters, { tokens }: Service) => {
  const machine = tokens.machineOf(String(parameters.taskToken));
  if (machine === undefined) throw new ApiError('InvalidToken', "Invalid Token: 'Invalid token'");
  return machine;
};

/** The operations this service implements; any other is an UnknownOperationException. */
export const operations: Record<string, Operation> = {
  CreateStateMachine: {
    parameters: {
      name: { kind: 'name', isRequired: true },
      definition: { ...definition, isRequired: true },
      roleArn: { kind: 'text', isRequired: true, max: 256 },
      type: { kind: 'text' },
    },
    resource: ({ name }, { prefix }) => `${prefix}:stateMachine:${name}`,
    run: async (parameters, { machines }) => machines.create(parameters),
  },
  UpdateStateMachine: {
    parameters: { stateMachineArn: machineArn, definition, roleArn: { kind: 'text', max: 256 } },
    resource: ofMachine,
    run: async (parameters, { machines }) => machines.update(parameters),
  },
  DescribeStateMachine: {
    parameters: { stateMachineArn: machineArn },
    resource: ofMachine,
    run: async (parameters, { machines }) => machines.describe(parameters),
  },
  ListStateMachines: { parameters: paged, resource: () => '*', run: listMachines },
  StartExecution: {
    parameters: { stateMachineArn: machineArn, name: { kind: 'name' }, input: { kind: 'json' } },
    resource: ofMachine,
    run: (parameters, { executions }) => executions.start(parameters),
  },
  StopExecution: {
    parameters: { executionArn, ...fault },
    resource: ofExecution,
    run: (parameters, { executions }) => executions.stop(parameters),
  },
  RedriveExecution: {
    parameters: { executionArn, clientToken: { kind: 'text', max: 64 } },
    resource: ofExecution,
    run: (parameters, { executions }) => executions.redrive(parameters),
  },
  DescribeExecution: {
    parameters: { executionArn },
    resource: ofExecution,
    run: (parameters, { executions }) => executions.describe(parameters),
  },
  DescribeStateMachineForExecution: {
    parameters: { executionArn },
    resource: ofExecution,
    run: (parameters, { executions }) => executions.machine(parameters),
  },
  ListExecutions: {
    parameters: { stateMachineArn: machineArn, statusFilter: { kind: 'status' }, redriveFilter: { kind: 'redrives' }, ...paged },
    resource: ofMachine,
    run: (parameters, { executions }) => executions.list(parameters),
  },
  GetExecutionHistory: {
    parameters: { executionArn, reverseOrder: { kind: 'flag' }, includeExecutionData: { kind: 'flag' }, ...paged },
    resource: ofExecution,
    run: (parameters, { executions }) => executions.history(parameters),
  },
  SendTaskSuccess: {
    parameters: { taskToken, output: { kind: 'json', isRequired: true } },
    resource: ofToken,
    async run(parameters, service) {
      const output = String(parameters.output);
      checkJson(output, 'InvalidOutput');
      return tellTask(parameters, service, { outcome: { output } });
    },
  },
  SendTaskFailure: {
    parameters: { taskToken, ...fault },
    resource: ofToken,
    run: (parameters, service) => tellTask(parameters, service, { outcome: { error: textOf(parameters, 'error'), cause: textOf(parameters, 'cause') } }),
  },
  SendTaskHeartbeat: {
    parameters: { taskToken },
    resource: ofToken,
    run: (parameters, service) => tellTask(parameters, service, 'beat'),
  },
};

async function tellTask(parameters: Parameters, { journal, engine }: Service, message: { outcome: Outcome } | 'beat'): Promise<object> {
  const row = journal.token(String(parameters.taskToken));
  if (!row) throw goneTask();
  await engine.tellTask(row, message);
  return {};
}

async function listMachines(parameters: Parameters, { machines, tokens }: Service): Promise<object> {
  const limit = sizeOf(parameters);
  const [after] = positionOf(tokens, parameters, 'ListStateMachines') ?? [''];
  const rows = machines.all(String(after), limit + 1);
  const last = rows[limit - 1];
  return {
    stateMachines: rows.slice(0, limit).map(({ arn, name, created }) => ({
      stateMachineArn: arn,
      name,
      type: 'STANDARD',
      creationDate: created / 1_000,
    })),
    ...(rows.length > limit && last ? { nextToken: tokens.seal([last.name], 'ListStateMachines') } : {}),
  };
}
