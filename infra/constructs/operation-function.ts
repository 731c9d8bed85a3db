import { Duration } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type Code, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

/** The integration of an HTTP API gives up after this many seconds. */
const mostApiSeconds = 29;
const mostSeconds = 900;
/** Two thirds of a processor; the handlers wait for the network most of the time. */
const memoryMb = 1024;
/** Network logs are kept at least six months (Cybersecurity Law, article 21). */
export const logRetention = RetentionDays.SIX_MONTHS;

export type OperationFunctionProps = {
  /** What it does, for whoever reads the list of functions. */
  readonly description: string;
  readonly code: Code;
  /** Module of the bundle: `sign-contract`. */
  readonly module: string;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: readonly PolicyStatement[];
  readonly alarms: ITopic;
  /** Where a failed event goes, if the function is called without a caller who waits. */
  readonly parked?: IQueue;
  readonly isApi: boolean;
};

/** One function with its own role, log group and alarm. */
export class OperationFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: OperationFunctionProps) {
    super(scope, id);
    const most = props.isApi ? mostApiSeconds : mostSeconds;
    if (props.timeoutSeconds < 1 || props.timeoutSeconds > most)
      throw new Error(`${id}: expected a timeout of 1 to ${most} seconds, got ${props.timeoutSeconds}`);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    for (const statement of props.statements) this.role.addToPolicy(statement);
    const logGroup = new LogGroup(this, 'Logs', { retention: logRetention });
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      description: props.description,
      code: props.code,
      handler: `${props.module}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      role: this.role,
      memorySize: memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      environment: props.environment,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: Tracing.ACTIVE,
      ...(props.parked ? { onFailure: new SqsDestination(props.parked), retryAttempts: 2, maxEventAge: Duration.hours(6) } : {}),
    });
    this.#watch(props.alarms);
    acknowledge(this, {
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray accepts segments only from policies that name every resource.',
      'Serverless-LambdaDLQ': props.parked
        ? 'A failed event goes to the on-failure destination, which keeps the error beside it.'
        : 'Its caller waits for the answer or, for a stream, parks the batch itself: there is no asynchronous event to lose.',
    });
  }

  #watch(alarms: ITopic): void {
    this.function
      .metricErrors({ period: Duration.minutes(5) })
      .createAlarm(this, 'Errors', { threshold: 1, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING })
      .addAlarmAction(new SnsAction(alarms));
  }
}
