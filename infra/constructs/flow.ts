import { ArnFormat, Aws, Duration, Stack } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { logRetention } from './operation-function.ts';

export type FlowProps = {
  /** Name of the state machine, which functions know before it exists: see `flowArn`. */
  readonly name: string;
  /** The definition in the Amazon States Language, with placeholders such as `${OpenTodo}`. */
  readonly definition: string;
  /** Every operation by its name in a flow: `OpenTodo`. */
  readonly tasks: Readonly<Record<string, IFunction>>;
  readonly alarms: ITopic;
};

/** A flow: its state machine may call exactly the functions that its definition names. */
export class Flow extends Construct {
  constructor(scope: Construct, id: string, props: FlowProps) {
    super(scope, id);
    const { name, tasks } = props;
    const used = placeholdersOf(props.definition).map((placeholder) => {
      const task = tasks[placeholder];
      if (!task) throw new Error(`flow ${name}: expected an operation, got the placeholder \${${placeholder}}, which none has`);
      return [placeholder, task.functionArn] as const;
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: used.map(([, arn]) => arn) }));
    const machine = new StateMachine(this, 'Machine', {
      stateMachineName: name,
      definitionBody: DefinitionBody.fromString(props.definition),
      definitionSubstitutions: { Partition: Aws.PARTITION, ...Object.fromEntries(used) },
      role,
      tracingEnabled: true,
      logs: {
        // The prefix keeps the policy that lets the service write below its size limit.
        destination: new LogGroup(this, 'Logs', { logGroupName: `/aws/vendedlogs/states/${name}`, retention: logRetention }),
        level: LogLevel.ALL,
        // Payloads name people; the history of an execution has them for whoever may see it.
        includeExecutionData: false,
      },
    });
    machine
      .metricFailed({ period: Duration.minutes(5) })
      .createAlarm(this, 'Failed', { threshold: 1, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING })
      .addAlarmAction(new SnsAction(props.alarms));
    acknowledge(role, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray and the delivery of logs accept only policies that name every resource.',
    });
  }
}

/**
 * The ARN of a flow, by its name alone: the organisation's functions resume flows of areas that are deployed after them.
 *
 * @example
 * flowArn(stack, 'anchang-contract-filing')
 */
export const flowArn = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({ service: 'states', resource: 'stateMachine', resourceName: name, arnFormat: ArnFormat.COLON_RESOURCE_NAME });

/**
 * What a function may do with a flow and its executions: look, and unless it only reads, start, resume and redrive.
 *
 * @example
 * flowStatements(stack, 'anchang-contract-filing', { isReading: false })
 */
export function flowStatements(
  scope: Construct,
  name: string,
  options: { isReading: boolean },
): { statements: readonly PolicyStatement[] /** All executions of the flow. */; executions: string } {
  const executions = Stack.of(scope).formatArn({
    service: 'states',
    resource: 'execution',
    resourceName: `${name}:*`,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  const statement = (resource: string, actions: readonly string[]) =>
    new PolicyStatement({ actions: actions.map((action) => `states:${action}`), resources: [resource] });
  const look = ['DescribeExecution', 'GetExecutionHistory'];
  if (options.isReading) return { executions, statements: [statement(executions, look)] };
  const drive = statement(flowArn(scope, name), ['StartExecution', 'SendTaskSuccess', 'SendTaskFailure', 'SendTaskHeartbeat']);
  return { executions, statements: [drive, statement(executions, [...look, 'RedriveExecution'])] };
}

/** The placeholders of a definition, without the partition. */
export const placeholdersOf = (definition: string): readonly string[] =>
  [...new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name))].filter((name) => name !== 'Partition');
