import type { Invoke } from './calls.ts';

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

type States = Record<string, object>;

const arn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
const jsonata = (states: States, more: object = {}) => ({
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: states,
  ...more,
});
const branch = (states: States) => ({ StartAt: Object.keys(states)[0], States: states });
const direct = (name: string, more: object = {}) => ({ Type: 'Task', Resource: arn(name), End: true, ...more });
const invoke = (name: string, more: object = {}) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: arn(name), Payload: '{% $states.input %}' },
  End: true,
  ...more,
});
const pass = (more: object = {}) => ({ Type: 'Pass', End: true, ...more });
const fail = (error: string, cause: string) => ({ Type: 'Fail', Error: error, Cause: cause });
const catchAll = (Next: string, more: object = {}) => [{ ErrorEquals: ['States.ALL'], Next, ...more }];

const definitions: Pick<Case, 'name' | 'definition' | 'input'>[] = [
  { name: 'Succeed with Output', input: { a: 2 }, definition: jsonata({ Done: { Type: 'Succeed', Output: { twice: '{% $states.input.a * 2 %}' } } }) },
  {
    name: 'variables live until the end of the execution, and both fields see the old ones',
    input: {},
    definition: jsonata({
      First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'Third' },
      Third: pass({ Output: '{% [$n, $states.input] %}' }),
    }),
  },
  {
    name: 'Choice without a match',
    input: { a: 1 },
    definition: jsonata({
      Pick: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.a = 2 %}', Next: 'Two' }] },
      Two: pass(),
    }),
  },
  {
    name: 'Choice with a condition that is no boolean',
    input: {},
    definition: jsonata({ Pick: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'One' }], Default: 'One' }, One: pass() }),
  },
  {
    name: 'Choice by the second rule, with its own Output and Assign',
    input: 5,
    definition: jsonata({
      Pick: {
        Type: 'Choice',
        Choices: [
          { Condition: '{% $states.input > 9 %}', Next: 'End' },
          { Condition: '{% $states.input > 4 %}', Next: 'End', Output: 'medium', Assign: { size: 'M' } },
        ],
        Default: 'End',
      },
      End: pass({ Output: '{% $size & " " & $states.input %}' }),
    }),
  },
  {
    name: 'Fail with computed Error and Cause',
    input: { e: 'Bank.Refused' },
    definition: jsonata({ No: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: '{% "by " & $states.input.e %}' } }),
  },
  { name: 'Fail whose Cause is no string', input: {}, definition: jsonata({ No: { Type: 'Fail', Error: 'A', Cause: '{% 1 %}' } }) },
  { name: 'Wait for seconds', input: {}, definition: jsonata({ Rest: { Type: 'Wait', Seconds: '{% 1 + 1 %}', Next: 'Done' }, Done: { Type: 'Succeed' } }) },
  { name: 'Wait for a negative time', input: {}, definition: jsonata({ Rest: { Type: 'Wait', Seconds: '{% -1 %}', End: true } }) },
  {
    name: 'Wait until a time with an offset, written in two ways',
    input: {},
    definition: jsonata({ Rest: { Type: 'Wait', Timestamp: '{% "2020-01-01T08:00:00.5+08:00" %}', End: true } }),
  },
  {
    name: 'lambda:invoke that returns',
    input: { id: 7 },
    definition: jsonata({ Call: invoke('echo', { Output: '{% $states.result.Payload.id %}', Assign: { status: '{% $states.result.StatusCode %}' } }) }),
  },
  { name: 'Task whose Output fails', input: {}, definition: jsonata({ Call: direct('echo', { Output: '{% $states.result.none %}' }) }) },
  {
    name: 'Task whose Output fails, caught',
    input: {},
    definition: jsonata({
      Call: direct('echo', { Output: '{% $states.result.none %}', Catch: catchAll('Caught') }),
      Caught: pass({ Output: '{% $states.input.Error %}' }),
    }),
  },
  { name: 'Task that fails for good', input: {}, definition: jsonata({ Call: invoke('raise') }) },
  {
    name: 'Task caught by name with Output and Assign',
    input: { id: 1 },
    definition: jsonata({
      Call: direct('raise', {
        Catch: [
          { ErrorEquals: ['Other'], Next: 'Wrong' },
          { ErrorEquals: ['Contract.Stale'], Next: 'Undo', Output: '{% $states.errorOutput.Error %}', Assign: { id: '{% $states.input.id %}' } },
        ],
      }),
      Undo: pass({ Output: '{% [$id, $states.input] %}' }),
      Wrong: fail('Wrong', 'rule'),
    }),
  },
  {
    name: 'Task whose catcher fails',
    input: {},
    definition: jsonata({ Call: direct('raise', { Catch: catchAll('Undo', { Output: '{% $none %}' }) }), Undo: pass() }),
  },
  {
    name: 'States.TaskFailed does not catch a timeout, States.Timeout does',
    input: {},
    definition: jsonata({
      Call: direct('hang', {
        TimeoutSeconds: 2,
        Catch: [
          { ErrorEquals: ['States.TaskFailed'], Next: 'Wrong' },
          { ErrorEquals: ['States.Timeout'], Next: 'Late' },
        ],
      }),
      Wrong: fail('Wrong', 'rule'),
      Late: pass(),
    }),
  },
  { name: 'Task that times out', input: {}, definition: jsonata({ Call: invoke('hang', { TimeoutSeconds: '{% 2 %}' }) }) },
  {
    name: 'missed heartbeat',
    input: {},
    definition: jsonata({
      Call: invoke('hang', { TimeoutSeconds: 900, HeartbeatSeconds: 2, Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Late' }] }),
      Late: pass({ Output: '{% $states.input.Error %}' }),
    }),
  },
  {
    name: 'Retry until it works',
    input: { failures: 2 },
    definition: jsonata({
      Call: direct('flaky', { Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxAttempts: 3 }], Output: '{% $states.context.State.RetryCount %}' }),
    }),
  },
  {
    name: 'Retry of one error, then another',
    input: {},
    definition: jsonata({
      Call: direct('raise', {
        Retry: [{ ErrorEquals: ['Flaky'] }, { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1, IntervalSeconds: 1 }],
        Catch: catchAll('Undo'),
      }),
      Undo: pass({ Output: null }),
    }),
  },
  { name: 'Retry with MaxAttempts 0', input: {}, definition: jsonata({ Call: direct('raise', { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 0 }] }) }) },
  {
    name: 'Retry of an evaluation that fails',
    input: {},
    definition: jsonata({ Call: direct('echo', { Arguments: '{% $none %}', Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }] }) }),
  },
  {
    name: 'result above 256 KiB is not caught by States.ALL',
    input: {},
    definition: jsonata({ Call: direct('large', { Catch: catchAll('Undo') }), Undo: pass() }),
  },
  {
    name: 'result above 256 KiB is caught by its name',
    input: {},
    definition: jsonata({ Call: direct('large', { Catch: [{ ErrorEquals: ['States.DataLimitExceeded'], Next: 'Undo' }] }), Undo: pass({ Output: 'small' }) }),
  },
  { name: 'Output above 256 KiB', input: {}, definition: jsonata({ Grow: pass({ Output: '{% $pad("", 262145, "x") %}' }) }) },
  { name: 'lambda:invoke without a function name', input: {}, definition: jsonata({ Call: invoke('echo', { Arguments: {} }) }) },
  {
    name: 'lambda:invoke with an argument that is not implemented',
    input: {},
    definition: jsonata({ Call: invoke('echo', { Arguments: { FunctionName: 'echo', ClientContext: 'x' } }) }),
  },
  {
    name: 'Parallel with a result per branch',
    input: 1,
    definition: jsonata({
      Both: {
        Type: 'Parallel',
        Arguments: '{% $states.input + 1 %}',
        Branches: [branch({ A: pass({ Output: '{% $states.input %}' }) }), branch({ B: pass({ Output: '{% $states.input * 10 %}' }) })],
        Output: '{% $sum($states.result) %}',
        End: true,
      },
    }),
  },
  {
    name: 'Parallel branches see outer variables and keep their own',
    input: {},
    definition: jsonata({
      Set: { Type: 'Pass', Assign: { v: 'outer' }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [branch({ A: { Type: 'Pass', Assign: { w: 'inner' }, Next: 'A2' }, A2: pass({ Output: '{% $v & $w %}' }) })],
        Next: 'After',
      },
      After: pass({ Output: '{% [$states.input, $exists($w)] %}' }),
    }),
  },
  {
    name: 'Parallel that fails cuts the other branch short',
    input: {},
    definition: jsonata({
      Both: {
        Type: 'Parallel',
        Branches: [branch({ Rest: { Type: 'Wait', Seconds: 900, End: true } }), branch({ No: fail('Bank.Refused', 'no') })],
        Catch: catchAll('Undo'),
        End: true,
      },
      Undo: pass({ Output: '{% $states.input.Error %}' }),
    }),
  },
  {
    name: 'Parallel whose Output fails',
    input: {},
    definition: jsonata({ Both: { Type: 'Parallel', Branches: [branch({ A: pass() })], Output: '{% $none %}', End: true } }),
  },
  {
    name: 'Parallel retried',
    input: {},
    definition: jsonata({
      Both: {
        Type: 'Parallel',
        Branches: [branch({ A: pass({ Output: '{% $states.context.State.Name %}', Next: 'B', End: undefined }), B: direct('raise') })],
        Retry: [{ ErrorEquals: ['Contract.Stale'], MaxAttempts: 1, IntervalSeconds: 1 }],
        End: true,
      },
    }),
  },
  {
    name: 'Map one at a time with ItemSelector',
    input: { items: ['a', 'b'] },
    definition: jsonata({
      Each: {
        Type: 'Map',
        Items: '{% $states.input.items %}',
        ItemSelector: { i: '{% $states.context.Map.Item.Index %}', v: '{% $states.context.Map.Item.Value %}' },
        MaxConcurrency: 1,
        ItemProcessor: branch({ A: pass({ Output: '{% $states.input.v & $states.input.i & $states.context.Map.Item.Value %}' }) }),
        End: true,
      },
    }),
  },
  {
    name: 'Map that fails with its iteration',
    input: [1, 2],
    definition: jsonata({
      Each: {
        Type: 'Map',
        MaxConcurrency: 1,
        ItemProcessor: branch({
          A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'No' }], Default: 'Yes' },
          No: fail('Odd', 'two'),
          Yes: pass(),
        }),
        End: true,
      },
    }),
  },
  {
    name: 'Map within its tolerance',
    input: [1, 2, 3],
    definition: jsonata({
      Each: {
        Type: 'Map',
        MaxConcurrency: 1,
        ToleratedFailurePercentage: 34,
        ItemProcessor: branch({
          A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'No' }], Default: 'Yes' },
          No: fail('Odd', 'two'),
          Yes: pass(),
        }),
        End: true,
      },
    }),
  },
  {
    name: 'Map beyond its tolerance',
    input: [1, 2],
    definition: jsonata({
      Each: { Type: 'Map', MaxConcurrency: 1, ToleratedFailureCount: 1, ItemProcessor: branch({ No: fail('Odd', 'all') }), Catch: catchAll('Undo'), End: true },
      Undo: pass(),
    }),
  },
  {
    name: 'Map whose ItemSelector fails',
    input: [1],
    definition: jsonata({ Each: { Type: 'Map', ItemSelector: '{% $none %}', ItemProcessor: branch({ A: pass() }), End: true } }),
  },
  {
    name: 'Map that aborts the other iterations',
    input: [1, 2],
    definition: jsonata({
      Each: {
        Type: 'Map',
        ItemProcessor: branch({
          A: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'No' }], Default: 'Rest' },
          Rest: { Type: 'Wait', Seconds: 900, End: true },
          No: fail('Odd', 'two'),
        }),
        End: true,
      },
    }),
  },
  { name: 'Map over nothing', input: [], definition: jsonata({ Each: { Type: 'Map', ItemProcessor: branch({ A: pass() }), End: true } }) },
  { name: 'machine that times out', input: {}, definition: jsonata({ Rest: { Type: 'Wait', Seconds: 900, End: true } }, { TimeoutSeconds: 3 }) },
  {
    name: 'JSONPath state without paths takes expressions literally',
    input: {},
    definition: {
      StartAt: 'A',
      States: { A: pass({ Assign: { v: '{% 1 %}' }, Next: 'B', End: undefined }), B: pass({ QueryLanguage: 'JSONata', Output: '{% $v %}' }) },
    },
  },
  {
    name: 'JSONPath Map over an object',
    input: {},
    definition: { StartAt: 'Each', States: { Each: { Type: 'Map', ItemProcessor: branch({ A: pass() }), End: true } } },
  },
  {
    name: 'nested Maps see the innermost item',
    input: [['a'], ['b']],
    definition: jsonata({
      Outer: {
        Type: 'Map',
        MaxConcurrency: 1,
        ItemProcessor: branch({
          Inner: {
            Type: 'Map',
            ItemProcessor: branch({ A: pass({ Output: '{% $states.context.Map.Item.Value & $states.context.Map.Item.Index %}' }) }),
            Output: '{% $states.context.Map.Item.Index %}',
            End: true,
          },
        }),
        End: true,
      },
    }),
  },
  {
    name: 'functions of Step Functions',
    input: [1, 2, 3],
    definition: jsonata({
      A: pass({
        Output: [
          '{% $partition($states.input, 2) %}',
          '{% $range(5, 1, -2) %}',
          '{% $hash("案场", "SHA-1") %}',
          '{% $parse("{\\"a\\": [1]}").a %}',
          '{% $random(7) = $random(7) and $random() < 1 %}',
          '{% $length($uuid()) %}',
        ],
      }),
    }),
  },
  { name: '$eval is refused', input: {}, definition: jsonata({ A: pass({ Output: '{% $eval("1") %}' }) }) },
  { name: 'expression that never ends', input: {}, definition: jsonata({ A: pass({ Output: '{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}' }) }) },
];

/** What comes of each case. The history leaves out the start and the end, which are the same for all. */
const expectations: Record<string, Pick<Case, 'status' | 'history' | 'last'>> = {
  'Succeed with Output': { status: 'SUCCEEDED', history: ['2<0 SucceedStateEntered Done', '3<2 SucceedStateExited Done'], last: { output: { twice: 4 } } },
  'variables live until the end of the execution, and both fields see the old ones': {
    status: 'SUCCEEDED',
    history: [
      '2<0 PassStateEntered First',
      '3<2 PassStateExited First',
      '4<3 PassStateEntered Second',
      '5<4 PassStateExited Second',
      '6<5 PassStateEntered Third',
      '7<6 PassStateExited Third',
    ],
    last: { output: [2, 1] },
  },
  'Choice without a match': {
    status: 'FAILED',
    history: ['2<0 ChoiceStateEntered Pick'],
    last: {
      error: 'States.NoChoiceMatched',
      cause:
        "An error occurred while executing the state 'Pick' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    },
  },
  'Choice with a condition that is no boolean': {
    status: 'FAILED',
    history: ['2<0 ChoiceStateEntered Pick', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Pick' (entered at the event id #2). The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
    },
  },
  'Choice by the second rule, with its own Output and Assign': {
    status: 'SUCCEEDED',
    history: ['2<0 ChoiceStateEntered Pick', '3<2 ChoiceStateExited Pick', '4<3 PassStateEntered End', '5<4 PassStateExited End'],
    last: { output: 'M medium' },
  },
  'Fail with computed Error and Cause': { status: 'FAILED', history: ['2<0 FailStateEntered No'], last: { error: 'Bank.Refused', cause: 'by Bank.Refused' } },
  'Fail whose Cause is no string': {
    status: 'FAILED',
    history: ['2<0 FailStateEntered No', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'No' (entered at the event id #2). The JSONata expression '1' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'number' for value: 1",
    },
  },
  'Wait for seconds': {
    status: 'SUCCEEDED',
    history: ['2<0 WaitStateEntered Rest', '3<2 WaitStateExited Rest', '4<3 SucceedStateEntered Done', '5<4 SucceedStateExited Done'],
    last: { output: {} },
  },
  'Wait for a negative time': {
    status: 'FAILED',
    history: ['2<0 WaitStateEntered Rest', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Rest' (entered at the event id #2). The field 'Seconds' must be a whole number of at least 0, but was: -1",
    },
  },
  'Wait until a time with an offset, written in two ways': {
    status: 'SUCCEEDED',
    history: ['2<0 WaitStateEntered Rest', '3<2 WaitStateExited Rest'],
    last: { output: {} },
  },
  'lambda:invoke that returns': {
    status: 'SUCCEEDED',
    history: ['2<0 TaskStateEntered Call', '3<2 TaskScheduled', '4<3 TaskStarted', '5<4 TaskSucceeded', '6<5 TaskStateExited Call'],
    last: { output: 7 },
  },
  'Task whose Output fails': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 LambdaFunctionScheduled', '4<3 LambdaFunctionStarted', '5<4 LambdaFunctionSucceeded', '6<5 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Call' (entered at the event id #2). The JSONata expression '$states.result.none' specified for the field 'Output' returned nothing (undefined).",
    },
  },
  'Task whose Output fails, caught': {
    status: 'SUCCEEDED',
    history: [
      '2<0 TaskStateEntered Call',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionSucceeded',
      '6<5 EvaluationFailed',
      '7<6 TaskStateExited Call',
      '8<7 PassStateEntered Caught',
      '9<8 PassStateExited Caught',
    ],
    last: { output: 'States.QueryEvaluationError' },
  },
  'Task that fails for good': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 TaskScheduled', '4<3 TaskStarted', '5<4 TaskFailed'],
    last: { error: 'Contract.Stale', cause: '{"errorType":"Contract.Stale","errorMessage":"the contract has changed"}' },
  },
  'Task caught by name with Output and Assign': {
    status: 'SUCCEEDED',
    history: [
      '2<0 TaskStateEntered Call',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionFailed',
      '6<5 TaskStateExited Call',
      '7<6 PassStateEntered Undo',
      '8<7 PassStateExited Undo',
    ],
    last: { output: [1, 'Contract.Stale'] },
  },
  'Task whose catcher fails': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 LambdaFunctionScheduled', '4<3 LambdaFunctionStarted', '5<4 LambdaFunctionFailed', '6<5 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Call' (entered at the event id #2). The JSONata expression '$none' specified for the field 'Catch[0]/Output' returned nothing (undefined).",
    },
  },
  'States.TaskFailed does not catch a timeout, States.Timeout does': {
    status: 'SUCCEEDED',
    history: [
      '2<0 TaskStateEntered Call',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionTimedOut',
      '6<5 TaskStateExited Call',
      '7<6 PassStateEntered Late',
      '8<7 PassStateExited Late',
    ],
    last: { output: { Error: 'States.Timeout' } },
  },
  'Task that times out': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 TaskScheduled', '4<3 TaskStarted', '5<4 TaskTimedOut'],
    last: { error: 'States.Timeout' },
  },
  'missed heartbeat': {
    status: 'SUCCEEDED',
    history: [
      '2<0 TaskStateEntered Call',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskTimedOut',
      '6<5 TaskStateExited Call',
      '7<6 PassStateEntered Late',
      '8<7 PassStateExited Late',
    ],
    last: { output: 'States.Timeout' },
  },
  'Retry until it works': {
    status: 'SUCCEEDED',
    history: [
      '2<0 TaskStateEntered Call',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionFailed',
      '6<5 LambdaFunctionScheduled',
      '7<6 LambdaFunctionStarted',
      '8<7 LambdaFunctionFailed',
      '9<8 LambdaFunctionScheduled',
      '10<9 LambdaFunctionStarted',
      '11<10 LambdaFunctionSucceeded',
      '12<11 TaskStateExited Call',
    ],
    last: { output: 2 },
  },
  'Retry of one error, then another': {
    status: 'SUCCEEDED',
    history: [
      '2<0 TaskStateEntered Call',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionFailed',
      '6<5 LambdaFunctionScheduled',
      '7<6 LambdaFunctionStarted',
      '8<7 LambdaFunctionFailed',
      '9<8 TaskStateExited Call',
      '10<9 PassStateEntered Undo',
      '11<10 PassStateExited Undo',
    ],
    last: { output: null },
  },
  'Retry with MaxAttempts 0': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 LambdaFunctionScheduled', '4<3 LambdaFunctionStarted', '5<4 LambdaFunctionFailed'],
    last: { error: 'Contract.Stale', cause: '{"errorType":"Contract.Stale","errorMessage":"the contract has changed"}' },
  },
  'Retry of an evaluation that fails': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<0 EvaluationFailed', '4<3 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Call' (entered at the event id #2). The JSONata expression '$none' specified for the field 'Arguments' returned nothing (undefined).",
    },
  },
  'result above 256 KiB is not caught by States.ALL': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 LambdaFunctionScheduled', '4<3 LambdaFunctionStarted', '5<4 LambdaFunctionFailed'],
    last: {
      error: 'States.DataLimitExceeded',
      cause:
        "The state/task 'arn:aws:lambda:us-east-1:000000000000:function:large' returned a result with a size exceeding the maximum number of bytes service limit.",
    },
  },
  'result above 256 KiB is caught by its name': {
    status: 'SUCCEEDED',
    history: [
      '2<0 TaskStateEntered Call',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionFailed',
      '6<5 TaskStateExited Call',
      '7<6 PassStateEntered Undo',
      '8<7 PassStateExited Undo',
    ],
    last: { output: 'small' },
  },
  'Output above 256 KiB': {
    status: 'FAILED',
    history: ['2<0 PassStateEntered Grow'],
    last: {
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'Grow' returned a result with a size exceeding the maximum number of bytes service limit.",
    },
  },
  'lambda:invoke without a function name': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 TaskScheduled', '4<3 TaskStarted', '5<4 TaskFailed'],
    last: { error: 'States.Runtime', cause: 'The field "FunctionName" is required but was missing' },
  },
  'lambda:invoke with an argument that is not implemented': {
    status: 'FAILED',
    history: ['2<0 TaskStateEntered Call', '3<2 TaskScheduled', '4<3 TaskStarted', '5<4 TaskFailed'],
    last: { error: 'States.Runtime', cause: "The argument 'ClientContext' of lambda:invoke is unknown or not implemented" },
  },
  'Parallel with a result per branch': {
    status: 'SUCCEEDED',
    history: [
      '2<0 ParallelStateEntered Both',
      '3<2 ParallelStateStarted',
      '4<3 PassStateEntered A',
      '5<4 PassStateExited A',
      '6<3 PassStateEntered B',
      '7<6 PassStateExited B',
      '8<7 ParallelStateSucceeded',
      '9<7 ParallelStateExited Both',
    ],
    last: { output: 22 },
  },
  'Parallel branches see outer variables and keep their own': {
    status: 'SUCCEEDED',
    history: [
      '2<0 PassStateEntered Set',
      '3<2 PassStateExited Set',
      '4<3 ParallelStateEntered Both',
      '5<4 ParallelStateStarted',
      '6<5 PassStateEntered A',
      '7<6 PassStateExited A',
      '8<7 PassStateEntered A2',
      '9<8 PassStateExited A2',
      '10<9 ParallelStateSucceeded',
      '11<9 ParallelStateExited Both',
      '12<11 PassStateEntered After',
      '13<12 PassStateExited After',
    ],
    last: { output: ['outerinner', false] },
  },
  'Parallel that fails cuts the other branch short': {
    status: 'SUCCEEDED',
    history: [
      '2<0 ParallelStateEntered Both',
      '3<2 ParallelStateStarted',
      '4<3 WaitStateEntered Rest',
      '5<3 FailStateEntered No',
      '6<4 WaitStateAborted',
      '7<5 ParallelStateFailed',
      '8<7 ParallelStateExited Both',
      '9<8 PassStateEntered Undo',
      '10<9 PassStateExited Undo',
    ],
    last: { output: 'Bank.Refused' },
  },
  'Parallel whose Output fails': {
    status: 'FAILED',
    history: [
      '2<0 ParallelStateEntered Both',
      '3<2 ParallelStateStarted',
      '4<3 PassStateEntered A',
      '5<4 PassStateExited A',
      '6<5 EvaluationFailed',
      '7<6 ParallelStateFailed',
    ],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Both' (entered at the event id #2). The JSONata expression '$none' specified for the field 'Output' returned nothing (undefined).",
    },
  },
  'Parallel retried': {
    status: 'FAILED',
    history: [
      '2<0 ParallelStateEntered Both',
      '3<2 ParallelStateStarted',
      '4<3 PassStateEntered A',
      '5<4 PassStateExited A',
      '6<5 TaskStateEntered B',
      '7<6 LambdaFunctionScheduled',
      '8<7 LambdaFunctionStarted',
      '9<8 LambdaFunctionFailed',
      '10<9 ParallelStateStarted',
      '11<10 PassStateEntered A',
      '12<11 PassStateExited A',
      '13<12 TaskStateEntered B',
      '14<13 LambdaFunctionScheduled',
      '15<14 LambdaFunctionStarted',
      '16<15 LambdaFunctionFailed',
      '17<16 ParallelStateFailed',
    ],
    last: { error: 'Contract.Stale', cause: '{"errorType":"Contract.Stale","errorMessage":"the contract has changed"}' },
  },
  'Map one at a time with ItemSelector': {
    status: 'SUCCEEDED',
    history: [
      '2<0 MapStateEntered Each',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered A',
      '6<5 PassStateExited A',
      '7<6 MapIterationSucceeded',
      '8<6 MapIterationStarted',
      '9<8 PassStateEntered A',
      '10<9 PassStateExited A',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<11 MapStateExited Each',
    ],
    last: { output: ['a0a', 'b1b'] },
  },
  'Map that fails with its iteration': {
    status: 'FAILED',
    history: [
      '2<0 MapStateEntered Each',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 ChoiceStateEntered A',
      '6<5 ChoiceStateExited A',
      '7<6 PassStateEntered Yes',
      '8<7 PassStateExited Yes',
      '9<8 MapIterationSucceeded',
      '10<8 MapIterationStarted',
      '11<10 ChoiceStateEntered A',
      '12<11 ChoiceStateExited A',
      '13<12 FailStateEntered No',
      '14<13 MapIterationFailed',
      '15<13 MapStateFailed',
    ],
    last: { error: 'Odd', cause: 'two' },
  },
  'Map within its tolerance': {
    status: 'SUCCEEDED',
    history: [
      '2<0 MapStateEntered Each',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 ChoiceStateEntered A',
      '6<5 ChoiceStateExited A',
      '7<6 PassStateEntered Yes',
      '8<7 PassStateExited Yes',
      '9<8 MapIterationSucceeded',
      '10<8 MapIterationStarted',
      '11<10 ChoiceStateEntered A',
      '12<11 ChoiceStateExited A',
      '13<12 FailStateEntered No',
      '14<13 MapIterationFailed',
      '15<13 MapIterationStarted',
      '16<15 ChoiceStateEntered A',
      '17<16 ChoiceStateExited A',
      '18<17 PassStateEntered Yes',
      '19<18 PassStateExited Yes',
      '20<19 MapIterationSucceeded',
      '21<20 MapStateSucceeded',
      '22<20 MapStateExited Each',
    ],
    last: { output: [1, null, 3] },
  },
  'Map beyond its tolerance': {
    status: 'SUCCEEDED',
    history: [
      '2<0 MapStateEntered Each',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 FailStateEntered No',
      '6<5 MapIterationFailed',
      '7<5 MapIterationStarted',
      '8<7 FailStateEntered No',
      '9<8 MapIterationFailed',
      '10<8 MapStateFailed',
      '11<10 MapStateExited Each',
      '12<11 PassStateEntered Undo',
      '13<12 PassStateExited Undo',
    ],
    last: { output: { Error: 'States.ExceedToleratedFailureThreshold', Cause: 'The specified tolerated failure threshold was exceeded' } },
  },
  'Map whose ItemSelector fails': {
    status: 'FAILED',
    history: [
      '2<0 MapStateEntered Each',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 EvaluationFailed',
      '6<5 MapIterationFailed',
      '7<5 MapStateFailed',
    ],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Each' (entered at the event id #2). The JSONata expression '$none' specified for the field 'ItemSelector' returned nothing (undefined).",
    },
  },
  'Map that aborts the other iterations': {
    status: 'FAILED',
    history: [
      '2<0 MapStateEntered Each',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<3 MapIterationStarted',
      '6<4 ChoiceStateEntered A',
      '7<6 ChoiceStateExited A',
      '8<5 ChoiceStateEntered A',
      '9<8 ChoiceStateExited A',
      '10<7 WaitStateEntered Rest',
      '11<9 FailStateEntered No',
      '12<11 MapIterationFailed',
      '13<10 WaitStateAborted',
      '14<13 MapIterationAborted',
      '15<11 MapStateFailed',
    ],
    last: { error: 'Odd', cause: 'two' },
  },
  'Map over nothing': {
    status: 'SUCCEEDED',
    history: ['2<0 MapStateEntered Each', '3<2 MapStateStarted', '4<3 MapStateSucceeded', '5<3 MapStateExited Each'],
    last: { output: [] },
  },
  'machine that times out': { status: 'TIMED_OUT', history: ['2<0 WaitStateEntered Rest', '3<2 WaitStateAborted'], last: {} },
  'JSONPath state without paths takes expressions literally': {
    status: 'SUCCEEDED',
    history: ['2<0 PassStateEntered A', '3<2 PassStateExited A', '4<3 PassStateEntered B', '5<4 PassStateExited B'],
    last: { output: '{% 1 %}' },
  },
  'JSONPath Map over an object': {
    status: 'FAILED',
    history: ['2<0 MapStateEntered Each', '3<2 MapStateFailed'],
    last: { error: 'States.Runtime', cause: 'Reference path "$" must point to array.' },
  },
  'nested Maps see the innermost item': {
    status: 'SUCCEEDED',
    history: [
      '2<0 MapStateEntered Outer',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 MapStateEntered Inner',
      '6<5 MapStateStarted',
      '7<6 MapIterationStarted',
      '8<7 PassStateEntered A',
      '9<8 PassStateExited A',
      '10<9 MapIterationSucceeded',
      '11<10 MapStateSucceeded',
      '12<10 MapStateExited Inner',
      '13<12 MapIterationSucceeded',
      '14<12 MapIterationStarted',
      '15<14 MapStateEntered Inner',
      '16<15 MapStateStarted',
      '17<16 MapIterationStarted',
      '18<17 PassStateEntered A',
      '19<18 PassStateExited A',
      '20<19 MapIterationSucceeded',
      '21<20 MapStateSucceeded',
      '22<20 MapStateExited Inner',
      '23<22 MapIterationSucceeded',
      '24<23 MapStateSucceeded',
      '25<23 MapStateExited Outer',
    ],
    last: { output: [0, 1] },
  },
  'functions of Step Functions': {
    status: 'SUCCEEDED',
    history: ['2<0 PassStateEntered A', '3<2 PassStateExited A'],
    last: { output: [[[1, 2], [3]], [5, 3, 1], 'bcf01ea62a84a0dfa5877a277f2680fade76464d', [1], true, 36] },
  },
  '$eval is refused': {
    status: 'FAILED',
    history: ['2<0 PassStateEntered A', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$eval(\"1\")' specified for the field 'Output' threw an error during evaluation. the function $eval is not supported; use $parse",
    },
  },
  'expression that never ends': {
    status: 'FAILED',
    history: ['2<0 PassStateEntered A', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '($f := function($n) { 1 + $f($n) }; $f(1))' specified for the field 'Output' threw an error during evaluation. D1011: Stack overflow. Check for non-terminating recursive function.  Consider rewriting as tail-recursive",
    },
  },
};

export const cases: Case[] = definitions.map((given) => {
  const expected = expectations[given.name];
  if (!expected) throw new Error(`no expectation for the case '${given.name}'`);
  return { ...given, ...expected };
});

/** The functions that the cases call. */
export function caseFunctions(): Invoke {
  const failures = new Map<string, number>();
  return async (arn, payload) => {
    const name = arn.slice(arn.lastIndexOf(':') + 1);
    if (name === 'hang') return new Promise(() => {});
    if (name === 'large') return { payload: 'x'.repeat(262_145) };
    if (name === 'raise') return { error: { errorType: 'Contract.Stale', errorMessage: 'the contract has changed' } };
    if (name === 'flaky') {
      const left = failures.get(arn) ?? Number((payload as { failures: number }).failures);
      failures.set(arn, left - 1);
      if (left > 0) return { error: { errorType: 'Flaky', errorMessage: `${left} to go` } };
    }
    return { payload };
  };
}
