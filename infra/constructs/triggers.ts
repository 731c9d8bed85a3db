import { Aws, Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { acknowledgePattern, importedArn } from './acknowledge.ts';
import type { OperationFunction } from './operation-function.ts';

/** Schedules are written in the time of the office. */
export const timeZone = 'Asia/Shanghai';
/** Flows stand still, and the archive lacks its copies, while a stream is this many milliseconds behind. */
const latestMs = 15 * 60_000;

/**
 * Calls a function at its times. The scheduler has a role of its own that may call nothing else.
 *
 * @example
 * addSchedule(remind, { expression: 'rate(1 hour)', parked })
 */
export function addSchedule(target: OperationFunction, options: { expression: string; parked: IQueue }): void {
  const { parked } = options;
  const role = new Role(target, 'ScheduleRole', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } } }),
  });
  role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [target.function.functionArn] }));
  role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [parked.queueArn] }));
  new CfnSchedule(target, 'Schedule', {
    scheduleExpression: options.expression,
    scheduleExpressionTimezone: timeZone,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: target.function.functionArn,
      roleArn: role.roleArn,
      input: '{}',
      retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: Duration.hours(1).toSeconds() },
      deadLetterConfig: { arn: parked.queueArn },
    },
  });
}

export type StreamOptions = {
  readonly table: ITableV2;
  /** The only changes of records that are fed, `MODIFY todo`; everything when empty. */
  readonly follows: readonly string[];
  /** The most changes that are fed at once, 25 unless given. */
  readonly batchSize?: number;
  readonly parked: IQueue;
  readonly alarms: ITopic;
};

/**
 * Feeds the changes of a table to a function, in order within each record. What fails ten times, or is half a day old, is
 * parked so that it holds nothing else up.
 *
 * @example
 * addStream(relay, { table: records, follows: ['MODIFY todo'], parked, alarms })
 */
export function addStream(target: OperationFunction, options: StreamOptions): void {
  const { table, follows, parked, alarms } = options;
  const streamArn = table.tableStreamArn;
  if (!streamArn) throw new Error(`${target.node.id}: expected a table with a stream, got ${table.node.id} without one`);
  const streams = `${importedArn(table, table.tableArn)}/stream/*`;
  target.role.addToPolicy(
    new PolicyStatement({ actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], resources: [streamArn] }),
  );
  target.role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:ListStreams'], resources: [streams] }));
  acknowledgePattern(target, { arn: streams, reason: 'Lambda lists the streams of this one table; the label of a stream is not known before it exists.' });
  const mapping = new EventSourceMapping(target, 'Stream', {
    target: target.function,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: options.batchSize ?? 25,
    bisectBatchOnError: true,
    retryAttempts: 10,
    maxRecordAge: Duration.hours(12),
    reportBatchItemFailures: true,
    onFailure: new SqsDlq(parked),
    ...(follows.length > 0 ? { filters: filtersOf(follows) } : {}),
  });
  mapping.node.addDependency(target.role);
  target.function
    .metric('IteratorAge', { period: Duration.minutes(5), statistic: 'Maximum' })
    .createAlarm(target, 'Behind', { threshold: latestMs, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING })
    .addAlarmAction(new SnsAction(alarms));
}

/** One filter for each kind of event; records are told apart by the beginning of their key, and from their guards by the sort key. */
function filtersOf(follows: readonly string[]): ReturnType<typeof FilterCriteria.filter>[] {
  const byEvent = Map.groupBy(follows, (change) => change.split(' ')[0]);
  return [...byEvent].map(([event, changes]) => {
    const prefixes = changes.map((change) => ({ prefix: `${change.split(' ')[1]}#` }));
    return FilterCriteria.filter({ eventName: [event], dynamodb: { Keys: { pk: { S: prefixes }, sk: { S: ['#'] } } } });
  });
}
