import { describe, expect, it } from 'vitest';
import { parseDefinition } from './definition.ts';
import { openBench } from './testing.ts';

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const machine = (state: object, more: object = {}) => ({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: state }, ...more });
const path = (state: object) => ({ StartAt: 'A', States: { A: { End: true, ...state } } });
const task = (more: object) => machine({ Type: 'Task', Resource: arn, End: true, ...more });
const map = (more: object) => machine({ Type: 'Map', ItemProcessor: machine({ Type: 'Pass', End: true }, { QueryLanguage: undefined }), End: true, ...more });

/** What is refused when it is loaded, and what the refusal says after the machine's name. */
const refusals: [name: string, definition: object, problem: string][] = [
  ['text that is no machine', [], 'expected an object'],
  ['a machine without states', { StartAt: 'A' }, 'States: expected states'],
  ['a start that does not exist', machine({ Type: 'Succeed' }, { StartAt: 'B' }), "StartAt: there is no state 'B'"],
  ['another query language', machine({ Type: 'Succeed' }, { QueryLanguage: 'XPath' }), "the QueryLanguage 'XPath' is not implemented"],
  ['a JSONPath state in a JSONata machine', machine({ Type: 'Succeed', QueryLanguage: 'JSONPath' }), 'a JSONata machine has no JSONPath states'],
  ['a state type that does not exist', machine({ Type: 'Loop' }), "the Type 'Loop' does not exist"],
  ['InputPath', path({ Type: 'Pass', InputPath: '$.a' }), "the field 'InputPath' belongs to JSONPath"],
  ['Parameters', path({ Type: 'Task', Resource: arn, Parameters: {} }), "the field 'Parameters' belongs to JSONPath"],
  ['Output in a JSONPath state', path({ Type: 'Pass', Output: 1 }), "the field 'Output' is unknown or not implemented"],
  ['a path in Assign', path({ Type: 'Pass', Assign: { 'a.$': '$.a' } }), "keys that end with '.$' belong to JSONPath"],
  [
    'a JSONPath Choice',
    path({ Type: 'Choice', End: undefined, Choices: [{ Variable: '$.a', Next: 'A' }] }),
    "Choices[0]: the field 'Variable' belongs to JSONPath",
  ],
  [
    'a Distributed Map',
    map({ ItemProcessor: { ...path({ Type: 'Pass' }), ProcessorConfig: { Mode: 'DISTRIBUTED' } } }),
    "ProcessorConfig.Mode 'DISTRIBUTED' (Distributed Map) is not implemented",
  ],
  ['an ItemReader', map({ ItemReader: {} }), "the field 'ItemReader' is unknown or not implemented"],
  ['an activity', task({ Resource: 'arn:aws:states:us-east-1:000000000000:activity:a' }), 'is not implemented (Lambda functions and lambda:invoke are)'],
  ['another service', task({ Resource: 'arn:aws:states:::dynamodb:putItem' }), "Resource: the integration 'arn:aws:states:::dynamodb:putItem'"],
  ['other credentials', task({ Credentials: {} }), "the field 'Credentials' is unknown or not implemented"],
  ['a transition to nowhere', task({ End: undefined, Next: 'B' }), "there is no state 'B'"],
  ['no transition', task({ End: undefined }), 'expected either Next or End: true'],
  ['an expression that does not compile', task({ Output: { a: ['{% ( %}'] } }), 'Output/a/0: S0203'],
  ['a timeout of no seconds', task({ TimeoutSeconds: 0 }), 'TimeoutSeconds: expected a positive whole number'],
  ['a retry without errors', task({ Retry: [{}] }), 'Retry[0]: ErrorEquals: expected error names'],
  ['a retry that shrinks', task({ Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] }), 'Retry[0]: BackoffRate: expected a number of at least 1'],
  [
    'States.ALL before others',
    task({
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'A' },
        { ErrorEquals: ['A'], Next: 'A' },
      ],
    }),
    'Catch[0]: States.ALL must stand alone and last',
  ],
  ['ResultPath in a Catch', task({ Catch: [{ ErrorEquals: ['A'], Next: 'A', ResultPath: '$.e' }] }), "Catch[0]: the field 'ResultPath' belongs to JSONPath"],
  ['a variable with the name of the context', task({ Assign: { states: 1 } }), "Assign: 'states' cannot be the name of a variable"],
  ['both times in a Wait', machine({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true }), 'expected either Seconds or Timestamp'],
  ['a Wait until no time', machine({ Type: 'Wait', Timestamp: 'tomorrow', End: true }), 'Timestamp: expected an RFC 3339 timestamp'],
  ['a Choice without rules', machine({ Type: 'Choice', Choices: [] }), 'Choices: expected rules'],
  [
    'a condition that is a string',
    machine({ Type: 'Choice', Choices: [{ Condition: 'yes', Next: 'A' }] }),
    'Choices[0]: Condition: expected true, false or a {% … %} expression',
  ],
  ['a Parallel without branches', machine({ Type: 'Parallel', Branches: [], End: true }), 'Branches: expected machines'],
];

describe('a definition', () => {
  it.each(refusals)('is refused for %s, by machine, state and field', (_name, definition, problem) => {
    const parse = () => parseDefinition('filing', JSON.stringify(definition));
    expect(parse).toThrow(problem);
    expect(parse).toThrow("machine 'filing'");
    const isOfState = !/expected an object|States: |StartAt: |'XPath'/.test(problem);
    if (isOfState) expect(parse).toThrow("state 'A'");
  });

  it('is refused when the service is opened with it', async () => {
    const machines = [{ arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m', name: 'm', definition: '{}', roleArn: 'r' }];
    await expect(openBench({ machines })).rejects.toThrow("machine 'm': States: expected states");
  });
});
