import { type Case, jsonata, pass } from './build.ts';

/** Pass, Choice, Wait, Succeed, Fail, expressions and the machine itself. */
export const stateCases: readonly Case[] = [
  {
    name: 'Succeed with Output',
    input: { a: 2 },
    definition: jsonata({ Done: { Type: 'Succeed', Output: { twice: '{% $states.input.a * 2 %}' } } }),
    status: 'SUCCEEDED',
    history: ['2<0 SucceedStateEntered Done', '3<2 SucceedStateExited Done'],
    last: { output: { twice: 4 } },
  },
  {
    name: 'variables live until the end of the execution, and both fields see the old ones',
    input: {},
    definition: jsonata({
      First: { Type: 'Pass', Assign: { n: 1 }, Next: 'Second' },
      Second: { Type: 'Pass', Assign: { n: '{% $n + 1 %}' }, Output: '{% $n %}', Next: 'Third' },
      Third: pass({ Output: '{% [$n, $states.input] %}' }),
    }),
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
  {
    name: 'Choice without a match',
    input: { a: 1 },
    definition: jsonata({
      Pick: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.a = 2 %}', Next: 'Two' }] },
      Two: pass(),
    }),
    status: 'FAILED',
    history: ['2<0 ChoiceStateEntered Pick'],
    last: {
      error: 'States.NoChoiceMatched',
      cause:
        "An error occurred while executing the state 'Pick' (entered at the event id #2). Failed to transition out of the state. The state does not point to a next state.",
    },
  },
  {
    name: 'Choice with a condition that is no boolean',
    input: {},
    definition: jsonata({ Pick: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'One' }], Default: 'One' }, One: pass() }),
    status: 'FAILED',
    history: ['2<0 ChoiceStateEntered Pick', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Pick' (entered at the event id #2). The JSONata expression '1' specified for the field 'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean', but was 'number' for value: 1",
    },
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
    status: 'SUCCEEDED',
    history: ['2<0 ChoiceStateEntered Pick', '3<2 ChoiceStateExited Pick', '4<3 PassStateEntered End', '5<4 PassStateExited End'],
    last: { output: 'M medium' },
  },
  {
    name: 'Fail with computed Error and Cause',
    input: { e: 'Bank.Refused' },
    definition: jsonata({ No: { Type: 'Fail', Error: '{% $states.input.e %}', Cause: '{% "by " & $states.input.e %}' } }),
    status: 'FAILED',
    history: ['2<0 FailStateEntered No'],
    last: { error: 'Bank.Refused', cause: 'by Bank.Refused' },
  },
  {
    name: 'Fail whose Cause is no string',
    input: {},
    definition: jsonata({ No: { Type: 'Fail', Error: 'A', Cause: '{% 1 %}' } }),
    status: 'FAILED',
    history: ['2<0 FailStateEntered No', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'No' (entered at the event id #2). The JSONata expression '1' specified for the field 'Cause' returned an unexpected result type. Expected 'string', but was 'number' for value: 1",
    },
  },
  {
    name: 'Wait for seconds',
    input: {},
    definition: jsonata({ Rest: { Type: 'Wait', Seconds: '{% 1 + 1 %}', Next: 'Done' }, Done: { Type: 'Succeed' } }),
    status: 'SUCCEEDED',
    history: ['2<0 WaitStateEntered Rest', '3<2 WaitStateExited Rest', '4<3 SucceedStateEntered Done', '5<4 SucceedStateExited Done'],
    last: { output: {} },
  },
  {
    name: 'Wait for a negative time',
    input: {},
    definition: jsonata({ Rest: { Type: 'Wait', Seconds: '{% -1 %}', End: true } }),
    status: 'FAILED',
    history: ['2<0 WaitStateEntered Rest', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'Rest' (entered at the event id #2). The field 'Seconds' must be a whole number of at least 0, but was: -1",
    },
  },
  {
    name: 'Wait until a time with an offset, written in two ways',
    input: {},
    definition: jsonata({ Rest: { Type: 'Wait', Timestamp: '{% "2020-01-01T08:00:00.5+08:00" %}', End: true } }),
    status: 'SUCCEEDED',
    history: ['2<0 WaitStateEntered Rest', '3<2 WaitStateExited Rest'],
    last: { output: {} },
  },
  {
    name: 'Output above 256 KiB',
    input: {},
    definition: jsonata({ Grow: pass({ Output: '{% $pad("", 262145, "x") %}' }) }),
    status: 'FAILED',
    history: ['2<0 PassStateEntered Grow'],
    last: {
      error: 'States.DataLimitExceeded',
      cause: "The state/task 'Grow' returned a result with a size exceeding the maximum number of bytes service limit.",
    },
  },
  {
    name: 'machine that times out',
    input: {},
    definition: jsonata({ Rest: { Type: 'Wait', Seconds: 900, End: true } }, { TimeoutSeconds: 3 }),
    status: 'TIMED_OUT',
    history: ['2<0 WaitStateEntered Rest', '3<2 WaitStateAborted'],
    last: {},
  },
  {
    name: 'JSONPath state without paths takes expressions literally',
    input: {},
    definition: {
      StartAt: 'A',
      States: { A: pass({ Assign: { v: '{% 1 %}' }, Next: 'B', End: undefined }), B: pass({ QueryLanguage: 'JSONata', Output: '{% $v %}' }) },
    },
    status: 'SUCCEEDED',
    history: ['2<0 PassStateEntered A', '3<2 PassStateExited A', '4<3 PassStateEntered B', '5<4 PassStateExited B'],
    last: { output: '{% 1 %}' },
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
    status: 'SUCCEEDED',
    history: ['2<0 PassStateEntered A', '3<2 PassStateExited A'],
    last: { output: [[[1, 2], [3]], [5, 3, 1], 'bcf01ea62a84a0dfa5877a277f2680fade76464d', [1], true, 36] },
  },
  {
    name: '$eval is refused',
    input: {},
    definition: jsonata({ A: pass({ Output: '{% $eval("1") %}' }) }),
    status: 'FAILED',
    history: ['2<0 PassStateEntered A', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '$eval(\"1\")' specified for the field 'Output' threw an error during evaluation. the function $eval is not supported; use $parse",
    },
  },
  {
    name: 'expression that never ends',
    input: {},
    definition: jsonata({ A: pass({ Output: '{% ($f := function($n) { 1 + $f($n) }; $f(1)) %}' }) }),
    status: 'FAILED',
    history: ['2<0 PassStateEntered A', '3<0 EvaluationFailed'],
    last: {
      error: 'States.QueryEvaluationError',
      cause:
        "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '($f := function($n) { 1 + $f($n) }; $f(1))' specified for the field 'Output' threw an error during evaluation. D1011: Stack overflow. Check for non-terminating recursive function.  Consider rewriting as tail-recursive",
    },
  },
];
