import { AssetHashType, CfnOutput, CfnParameter, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import type { Bundle } from '../bundle.ts';
import { acknowledge } from '../constructs/acknowledge.ts';
import { createAuditTable } from '../constructs/audit-table.ts';
import { createArchiveBucket, createInboxBucket, createLogBucket } from '../constructs/buckets.ts';
import { addRoute, OfficeApi } from '../constructs/office-api.ts';
import { OperationFunction } from '../constructs/operation-function.ts';
import { createRecordsTable } from '../constructs/records-table.ts';
import { tableStatements } from '../constructs/table-statements.ts';
import type { DeploymentSettings } from '../settings.ts';

export type CoreStackProps = StackProps & { readonly settings: DeploymentSettings; readonly bundle: Bundle };

/** What all areas share: tables, buckets, the API with its authoriser, and the topic of alarms. */
export class CoreStack extends Stack {
  readonly records: TableV2;
  readonly audit: TableV2;
  readonly archive: Bucket;
  readonly inbox: Bucket;
  readonly logs: Bucket;
  readonly api: OfficeApi;
  readonly alarms: Topic;

  constructor(scope: Construct, id: string, props: CoreStackProps) {
    super(scope, id, props);
    const { settings, bundle } = props;
    // Parameters stay within this stack: a value that other stacks imported could never be changed again.
    const parameters = this.#parameters(settings);
    this.records = createRecordsTable(this, 'Records');
    this.audit = createAuditTable(this, 'Audit');
    this.logs = createLogBucket(this, 'AccessLogs');
    this.archive = createArchiveBucket(this, 'Archive', { logs: this.logs, defaultRetentionDays: settings.archiveRetentionDays });
    this.inbox = createInboxBucket(this, 'Inbox', { logs: this.logs, origin: parameters.origin });
    this.alarms = new Topic(this, 'Alarms', { enforceSSL: true });
    const code = Code.fromAsset(bundle.dir, { assetHash: bundle.hash, assetHashType: AssetHashType.CUSTOM });
    const common = { code, timeoutSeconds: 10, alarms: this.alarms, isApi: true };
    const authorise = new OperationFunction(this, 'Authorise', {
      ...common,
      description: 'Verifies the token of a person and finds the employee',
      module: 'authorise',
      environment: { RECORDS_TABLE: this.records.tableName, FIRST_ADMIN: settings.firstAdmin, ...parameters.oidc },
      statements: tableStatements({ reads: ['employee'], writes: [] }, { records: this.records.tableArn, audit: this.audit.tableArn }),
    });
    this.api = new OfficeApi(this, 'OfficeApi', { authorise: authorise.function });
    const describe = new OperationFunction(this, 'Describe', {
      ...common,
      description: 'Answers the OpenAPI document of the office',
      module: 'describe',
      environment: { ORIGIN: parameters.origin },
      statements: [],
    });
    addRoute(describe, { api: this.api, method: 'GET', path: '/openapi.json' });
    this.#watchApi();
    new CfnOutput(this, 'ApiAddress', { value: this.api.api.apiEndpoint, description: 'Where requests to /api go, without that prefix' });
    new CfnOutput(this, 'AlarmTopic', { value: this.alarms.topicArn, description: 'Subscribe whoever answers for the office' });
  }

  #parameters(settings: DeploymentSettings) {
    const parameter = (id: string, value: string, description: string) => new CfnParameter(this, id, { default: value, description }).valueAsString;
    const origin = parameter('Origin', settings.origin, 'Address of the console, from which files may be uploaded');
    const issuer = parameter('OidcIssuer', settings.oidcIssuer, 'Address of the OpenID Connect issuer of the staff');
    const audience = parameter('OidcAudience', settings.oidcAudience, 'Audience of its access tokens');
    const jwks = parameter('OidcJwksUri', settings.oidcJwksUri, 'Where the keys of the issuer are published, if not at /jwks beneath it');
    return { origin, oidc: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audience, OIDC_JWKS_URI: jwks } };
  }

  #watchApi(): void {
    this.api.api
      .metricServerError({ period: Duration.minutes(5) })
      .createAlarm(this, 'ServerErrors', { threshold: 5, evaluationPeriods: 1, treatMissingData: TreatMissingData.NOT_BREACHING })
      .addAlarmAction(new SnsAction(this.alarms));
    acknowledge(this.alarms, { 'Serverless-SNSRedrivePolicy': 'Its subscriptions are made by the people who are to be woken.' });
  }
}
