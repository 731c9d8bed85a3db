/** A state of a running flow as its history tells. */
export type FlowEvent = { id: number; previousId: number; type: string; at: string; detail: Record<string, unknown> };
export type FlowStatus = { status: string; startedAt: string; stoppedAt?: string; error?: string; cause?: string; redriveCount: number; canRedrive: boolean };
/** What became of an answer to a waiting task: it went on, or nobody waits for it any more. */
export type TokenOutcome = 'resumed' | 'gone';

/** The flows (Step Functions). */
export type Flows = {
  /** ARN of the contract filing flow (env CONTRACT_FILING_MACHINE). */
  readonly contractFiling: string;
  /** Starts a flow under a name; a flow of that name that exists already is as good. Answers its execution ARN. */
  start(machineArn: string, name: string, input: unknown): Promise<string>;
  succeed(token: string, output: unknown): Promise<TokenOutcome>;
  fail(token: string, error: string, cause: string): Promise<TokenOutcome>;
  describe(executionArn: string): Promise<FlowStatus | undefined>;
  history(executionArn: string): Promise<FlowEvent[]>;
  redrive(executionArn: string): Promise<void>;
};

/** ARN of the execution of a flow by its name: executions are named by the record they follow. */
export const executionOf = (machineArn: string, name: string): string => `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;
