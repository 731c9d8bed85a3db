/** What each state type and error path leaves in the history, beside the recordings of AWS. */
export type Case = {
  name: string;
  definition: object;
  input: unknown;
  status: 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  /** Lines of `id<previous type state`. */
  history: string[];
  /** The output, or error and cause. */
  last: { output?: unknown; error?: string; cause?: string };
};

/** Short words for the definitions of cases. */
type States = Record<string, object>;

export const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
export const jsonata = (states: States, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
export const branch = (states: States) => ({ StartAt: Object.keys(states)[0], States: states });
export const direct = (name: string, more: object = {}) => ({ Type: 'Task', Resource: arn(name), End: true, ...more });
export const invoke = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: arn(name), Payload: '{% $states.input %}' },
  End: true,
  ...more,
});
export const pass = (more: object = {}) => ({ Type: 'Pass', End: true, ...more });
export const fail = (error: string, cause: string) => ({ Type: 'Fail', Error: error, Cause: cause });
export const catchAll = (Next: string, more: object = {}) => [{ ErrorEquals: ['States.ALL'], Next, ...more }];
