import { describe, expect, it } from 'vitest';
import { lintDefinition } from './lint.ts';

const ref = (name: string) => `\${${name}}`;
const guards = {
  Retry: [{ ErrorEquals: ['Lambda.TooManyRequestsException'], MaxAttempts: 3 }],
  Catch: [{ ErrorEquals: ['States.ALL'], Next: 'UndoFiling' }],
  TimeoutSeconds: 900,
};
const task = (more: object = {}) => ({
  Type: 'Task',
  Resource: `arn:${ref('Partition')}:states:::lambda:invoke`,
  Arguments: { FunctionName: ref('FileContract'), Payload: '{% $states.input %}' },
  ...guards,
  ...more,
});
const undo = { Type: 'Pass', Next: 'Failed' };
const failed = { Type: 'Fail', Error: 'Filing.Failed' };
const flow = (states: object, more: object = {}) => ({
  Comment: 'Files a contract',
  QueryLanguage: 'JSONata',
  StartAt: Object.keys(states)[0],
  States: { ...states, UndoFiling: undo, Failed: failed },
  ...more,
});
const lint = (states: object, more: object = {}) => lintDefinition(flow(states, more), { placeholders: ['FileContract'] });
const token = { Resource: `arn:${ref('Partition')}:states:::lambda:invoke.waitForTaskToken` };
const again = { Type: 'Choice', Comment: 'until it is done', Choices: [{ Condition: '{% $states.input.done %}', Next: 'Done' }], Default: 'Rest' };
const loop = (rest: object, look: object = {}) => ({
  Rest: { Type: 'Wait', Next: 'Look', ...rest },
  Look: task({ Next: 'Again', ...look }),
  Again: again,
  Done: { Type: 'Succeed' },
});

const refusals: [name: string, problems: string[], expected: string][] = [
  [
    'an expression that does not compile',
    lint({ File: task({ Output: { a: '{% $x := %}' }, End: true }) }),
    '/States/File/Output/a: the expression does not compile',
  ],
  ['a state that cannot be reached', lint({ File: task({ End: true }), Lost: { Type: 'Succeed' } }), "state 'Lost' cannot be reached"],
  [
    'an unreachable state in a branch',
    lint({
      Both: { Type: 'Parallel', Branches: [{ StartAt: 'A', States: { A: { Type: 'Succeed' }, B: { Type: 'Succeed' } } }], Catch: guards.Catch, End: true },
    }),
    "state 'Both/B' cannot be reached",
  ],
  ['a Task without Retry', lint({ File: task({ Retry: undefined, End: true }) }), "Task 'File' has no Retry"],
  ['a Task without Catch', lint({ File: task({ Catch: [], End: true }) }), "Task 'File' has no Catch"],
  ['a Task without a limit', lint({ File: task({ TimeoutSeconds: undefined, End: true }) }), "Task 'File' has neither TimeoutSeconds nor HeartbeatSeconds"],
  [
    'a Task in a Map without Retry',
    lint({
      Each: {
        Type: 'Map',
        ItemProcessor: { StartAt: 'A', States: { A: { ...task({ End: true, Catch: undefined }), Retry: [] } } },
        Catch: guards.Catch,
        End: true,
      },
    }),
    "Task 'Each/A' has no Retry",
  ],
  [
    'a Choice without a Comment',
    lint(loop({ Timestamp: '{% $states.input.due %}' }, {}), {
      States: { ...flow(loop({ Timestamp: '{% $due %}' })).States, Again: { ...again, Comment: undefined } },
    }),
    "Choice 'Again' has no Comment",
  ],
  ['a machine without a Comment', lint({ File: task({ End: true }) }, { Comment: undefined }), 'the machine has no Comment'],
  ['a polling loop', lint(loop({ Seconds: 60 })), "Wait 'Rest' is part of a polling loop"],
  ['a polling loop to a fixed time', lint(loop({ Timestamp: '2026-01-01T00:00:00Z' })), "Wait 'Rest' is part of a polling loop"],
  ['a compensation on the straight path', lint({ File: task({ Next: 'UndoFiling' }) }), "state 'File' goes on to the compensation 'UndoFiling'"],
  ['a machine that starts with a compensation', lint({}, { StartAt: 'UndoFiling' }), "StartAt 'UndoFiling' is a compensation"],
  [
    'a placeholder that does not exist',
    lintDefinition(flow({ File: task({ End: true }) }), { placeholders: [] }),
    `the placeholder ${ref('FileContract')} does not exist`,
  ],
  ['what the interpreter does not run', lint({ File: task({ ResultPath: '$.x', End: true }) }), "the field 'ResultPath' belongs to JSONPath"],
  ['what the language does not allow', lint({ File: task({ Next: 'Nowhere' }) }), 'Nowhere'],
  ['a definition that is no object', lintDefinition('x'), 'the definition is no object'],
];

describe('lintDefinition', () => {
  it.each(refusals)('reports %s', (_name, problems, expected) => {
    expect(problems.join('\n')).toContain(expected);
  });

  it('finds nothing in a flow as it should be', () => {
    expect(lint({ File: task({ Next: 'Ask' }), Ask: task({ ...token, Next: 'Done' }), Done: { Type: 'Succeed' } })).toEqual([]);
  });

  it.each([
    ['a computed timestamp', loop({ Timestamp: '{% $states.input.due %}' })],
    ['a token', loop({ Seconds: 60 }, token)],
  ])('accepts a loop with %s', (_name, states) => {
    expect(lint(states)).toEqual([]);
  });

  it('accepts a compensation that goes on to the next one', () => {
    expect(
      lint(
        { File: task({ End: true }) },
        { States: { File: task({ End: true }), UndoFiling: { Type: 'Pass', Next: 'UndoBlank' }, UndoBlank: undo, Failed: failed } },
      ),
    ).toEqual([]);
  });

  it('lets a Parallel catch for the tasks inside it, and misses a Catch where nothing around has one', () => {
    const inner = { StartAt: 'A', States: { A: task({ Catch: undefined, End: true }) } };
    const both = { Type: 'Parallel', Branches: [inner], End: true };
    expect(lint({ Both: { ...both, Catch: guards.Catch } })).toEqual([]);
    expect(lint({ Both: both })).toContain("Task 'Both/A' has no Catch");
  });

  it('leaves the definition as it was', () => {
    const definition = flow({ File: task({ End: true }) });
    const before = structuredClone(definition);
    lintDefinition(definition);
    expect(definition).toEqual(before);
  });
});
