/** An event of a flow's history: its type, when, and the details of that type. */
export type FlowEvent = { id: number; previousId: number; type: string; at: string; detail: Record<string, unknown> };
export type FlowStatus = { status: string; startedAt: string; stoppedAt?: string; error?: string; cause?: string; redriveCount: number; canRedrive: boolean };
/** What became of an answer to a waiting task: it went on, or nobody waits for it any more. */
export type TokenOutcome = 'resumed' | 'gone';

/** The flows by the file names of their definitions: a contract's filing, a mortgage case, each of its loans, each release of money. */
export const flowNames = ['contract-filing', 'mortgage-tracking', 'loan', 'release'] as const;
export type FlowName = (typeof flowNames)[number];

/** The variable that has the ARN of a flow's machine. @example machineVariable('contract-filing') // 'CONTRACT_FILING_MACHINE' */
export const machineVariable = (flow: FlowName): string => `${flow.toUpperCase().replaceAll('-', '_')}_MACHINE`;

/** The flows (Step Functions). */
export type Flows = {
  /** ARN of the machine of a flow. */
  machine(flow: FlowName): string;
  /** Starts a flow under a name; a flow of that name that exists already is as good. Answers its execution ARN. */
  start(machineArn: string, name: string, input: unknown): Promise<string>;
  succeed(token: string, output: unknown): Promise<TokenOutcome>;
  fail(token: string, error: string, cause: string): Promise<TokenOutcome>;
  /** Undefined for a flow that was never started. */
  describe(executionArn: string): Promise<FlowStatus | undefined>;
  history(executionArn: string): Promise<FlowEvent[]>;
  redrive(executionArn: string): Promise<void>;
};

/** ARN of the execution of a flow by its name: executions are named by the record they follow. */
export const executionOf = (machineArn: string, name: string): string => `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Loaded at the first use: most requests need no Step Functions. */
const load = () => import('@aws-sdk/client-sfn');
type Sdk = Awaited<ReturnType<typeof load>>;
let client: InstanceType<Sdk['SFNClient']> | undefined;

async function sfn(): Promise<{ sdk: Sdk; client: InstanceType<Sdk['SFNClient']> }> {
  const sdk = await load();
  client ??= new sdk.SFNClient({});
  return { sdk, client };
}

/** What tells that nobody waits for a token: its task has timed out, or its flow has ended. */
const goneTokens = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];
/** Limits of the service. */
const [mostError, mostCause, pageOfHistory] = [256, 32_768, 1000];

export const openFlows = (machine: Flows['machine']): Flows => ({ machine, start, succeed, fail, describe, history, redrive });

async function start(machineArn: string, name: string, input: unknown): Promise<string> {
  const { sdk, client: sender } = await sfn();
  const command = new sdk.StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) });
  const started = await sender.send(command).catch(unless(['ExecutionAlreadyExists']));
  return started?.executionArn ?? executionOf(machineArn, name);
}

async function succeed(token: string, output: unknown): Promise<TokenOutcome> {
  const { sdk, client: sender } = await sfn();
  const command = new sdk.SendTaskSuccessCommand({ taskToken: token, output: JSON.stringify(output ?? {}) });
  return (await sender.send(command).catch(unless(goneTokens))) ? 'resumed' : 'gone';
}

async function fail(token: string, error: string, cause: string): Promise<TokenOutcome> {
  const { sdk, client: sender } = await sfn();
  const command = new sdk.SendTaskFailureCommand({ taskToken: token, error: error.slice(0, mostError), cause: cause.slice(0, mostCause) });
  return (await sender.send(command).catch(unless(goneTokens))) ? 'resumed' : 'gone';
}

async function describe(executionArn: string): Promise<FlowStatus | undefined> {
  const { sdk, client: sender } = await sfn();
  const answer = await sender.send(new sdk.DescribeExecutionCommand({ executionArn })).catch(unless(['ExecutionDoesNotExist']));
  if (!answer) return undefined;
  return {
    status: answer.status ?? 'UNKNOWN',
    startedAt: answer.startDate?.toISOString() ?? '',
    ...(answer.stopDate ? { stoppedAt: answer.stopDate.toISOString() } : {}),
    ...(answer.error ? { error: answer.error } : {}),
    ...(answer.cause ? { cause: answer.cause } : {}),
    redriveCount: answer.redriveCount ?? 0,
    canRedrive: answer.redriveStatus === 'REDRIVABLE',
  };
}

async function history(executionArn: string): Promise<FlowEvent[]> {
  const { sdk, client: sender } = await sfn();
  const events: FlowEvent[] = [];
  for (let nextToken: string | undefined; ; ) {
    const command = new sdk.GetExecutionHistoryCommand({ executionArn, maxResults: pageOfHistory, ...(nextToken ? { nextToken } : {}) });
    const page = await sender.send(command).catch(unless(['ExecutionDoesNotExist']));
    for (const { id = 0, previousEventId = 0, type = '', timestamp, ...details } of page?.events ?? []) {
      // Besides these four an event has exactly one member: the details of its type.
      const detail = (Object.values(details).find((value) => typeof value === 'object') ?? {}) as Record<string, unknown>;
      events.push({ id, previousId: previousEventId, type, at: timestamp?.toISOString() ?? '', detail });
    }
    nextToken = page?.nextToken;
    if (!nextToken) return events;
  }
}

async function redrive(executionArn: string): Promise<void> {
  const { sdk, client: sender } = await sfn();
  await sender.send(new sdk.RedriveExecutionCommand({ executionArn }));
}

/** Turns the named refusals of the service into undefined. */
const unless =
  (names: readonly string[]) =>
  (error: unknown): undefined => {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  };
