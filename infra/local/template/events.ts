import { compileFilter } from '../filter.ts';
import { parseExpression } from '../schedule-expression.ts';
import type { Declarations } from './declared.ts';
import type { Mapping, Schedule } from './types.ts';

/**
 * The schedules of EventBridge Scheduler and the scheduled rules of EventBridge, except those switched off.
 *
 * @example
 * const schedules = readSchedules(declarations)
 */
export function readSchedules(declarations: Declarations): Schedule[] {
  const schedules = declarations
    .of('AWS::Scheduler::Schedule')
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(({ name, arn, properties: { Target, ...properties }, fail }) => {
      attempt(() => parseExpression(properties.ScheduleExpression, properties.ScheduleExpressionTimezone), fail);
      if (!Target.Arn.includes(':lambda:')) fail(`Properties.Target.Arn: expected a function, got ${Target.Arn}`);
      return {
        name,
        arn: arn(),
        expression: properties.ScheduleExpression,
        timeZone: properties.ScheduleExpressionTimezone,
        startsAt: properties.StartDate === undefined ? undefined : Date.parse(properties.StartDate),
        endsAt: properties.EndDate === undefined ? undefined : Date.parse(properties.EndDate),
        targets: [{ functionArn: Target.Arn, input: Target.Input }],
        roleArn: Target.RoleArn,
      };
    });
  const rules = declarations
    .of('AWS::Events::Rule')
    .filter(({ properties }) => properties.State === 'ENABLED')
    .map(({ name, arn, properties, fail }) => {
      attempt(() => parseExpression(properties.ScheduleExpression, 'UTC'), fail);
      const targets = properties.Targets.map(({ Arn, Input }) => ({ functionArn: Arn, input: Input }));
      return { name, arn: arn(), expression: properties.ScheduleExpression, timeZone: 'UTC', targets };
    });
  return [...schedules, ...rules];
}

/**
 * The mappings from a table's stream to a function, except those switched off.
 *
 * @example
 * const mappings = readMappings(declarations)
 */
export function readMappings(declarations: Declarations): Mapping[] {
  const functions = new Map(declarations.of('AWS::Lambda::Function').map((fn) => [fn.name, fn.arn()]));
  return declarations
    .of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.Enabled)
    .map(({ stack, id, properties, fail }) => {
      const tableName = /:dynamodb:.*:table\/([^/]+)\/stream\//.exec(properties.EventSourceArn)?.[1];
      const target = properties.FunctionName;
      const filters = (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => {
        attempt(() => compileFilter(JSON.parse(Pattern)), fail);
        return JSON.parse(Pattern) as unknown;
      });
      return {
        id: `${stack}/${id}`,
        tableName: tableName ?? fail(`Properties.EventSourceArn: expected the stream of a table, got ${properties.EventSourceArn}`),
        functionArn: (target.startsWith('arn:') ? target : functions.get(target)) ?? fail(`there is no function ${target}`),
        batchSize: properties.BatchSize,
        isBisecting: properties.BisectBatchOnFunctionError,
        isPartial: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        retries: properties.MaximumRetryAttempts,
        maxAgeSeconds: properties.MaximumRecordAgeInSeconds,
        startsAt: properties.StartingPosition,
        filters,
      };
    });
}

function attempt(run: () => unknown, fail: (problem: string) => never): void {
  try {
    run();
  } catch (error) {
    fail(error instanceof Error ? error.message : String(error));
  }
}
