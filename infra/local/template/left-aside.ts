import type { TypeName } from './schemas.ts';

/** What has no meaning on one machine: properties and whole types, each with the reason. */

const label = 'a label for bills and consoles';
const atRest = 'encryption at rest belongs to the disk of the machine';
const capacity = 'one machine has the capacity it has';
const traces = 'there is no trace or metric store';
const terminal = 'logs go to the terminal';
const backups = 'a backup is a copy of the data folder';
const alarms = 'alarms have no receiver here';
const edge = 'the gateway serves the console';
const loopback = 'the gateway listens on loopback only';
const deployment = 'assets are served from the assembly as they are';
const parking = 'queues only take parked records';
const parked = 'failed asynchronous events are parked in any case';

export const leftProperties: Partial<Record<TypeName, Record<string, string>>> = {
  'AWS::DynamoDB::GlobalTable': {
    SSESpecification: atRest,
    Tags: label,
    WriteOnDemandThroughputSettings: capacity,
    WriteProvisionedThroughputSettings: capacity,
    WarmThroughput: capacity,
  },
  'AWS::DynamoDB::Table': {
    SSESpecification: atRest,
    Tags: label,
    ProvisionedThroughput: capacity,
    OnDemandThroughput: capacity,
    WarmThroughput: capacity,
    PointInTimeRecoverySpecification: backups,
    ContributorInsightsSpecification: traces,
  },
  'AWS::S3::Bucket': {
    BucketEncryption: atRest,
    LoggingConfiguration: terminal,
    PublicAccessBlockConfiguration: 'an unsigned request is refused in any case',
    OwnershipControls: 'access control lists are not implemented',
    Tags: label,
  },
  'AWS::Lambda::Function': {
    Architectures: 'Node runs on the processor of the machine',
    DeadLetterConfig: parked,
    Description: label,
    EphemeralStorage: 'the machine has one temporary folder',
    KmsKeyArn: atRest,
    LoggingConfig: terminal,
    RecursiveLoop: 'there is no bill to protect',
    RuntimeManagementConfig: 'the pinned Node runs',
    Tags: label,
    TracingConfig: traces,
  },
  'AWS::Lambda::EventInvokeConfig': { DestinationConfig: parked },
  'AWS::Lambda::EventSourceMapping': {
    KmsKeyArn: atRest,
    MetricsConfig: traces,
    ParallelizationFactor: 'a shard is read one batch after another',
    Tags: label,
  },
  'AWS::IAM::Role': { Description: label, MaxSessionDuration: 'keys do not expire here', Path: label, Tags: label },
  'AWS::IAM::ManagedPolicy': { Description: label, Path: label },
  'AWS::StepFunctions::StateMachine': {
    EncryptionConfiguration: atRest,
    LoggingConfiguration: 'the whole history is kept',
    Tags: label,
    TracingConfiguration: traces,
  },
  'AWS::ApiGatewayV2::Api': {
    Description: label,
    DisableExecuteApiEndpoint: 'there is one address',
    IpAddressType: loopback,
    Tags: label,
  },
  'AWS::ApiGatewayV2::Stage': {
    AccessLogSettings: 'the gateway writes its own access log',
    Description: label,
    Tags: label,
  },
  'AWS::ApiGatewayV2::Integration': { Description: label, IntegrationMethod: 'Lambda is always invoked by POST' },
  'AWS::ApiGatewayV2::Route': { OperationName: label },
  'AWS::Scheduler::Schedule': { Description: label, GroupName: label, KmsKeyArn: atRest },
  'AWS::Events::Rule': { Description: label, RoleArn: 'a function is reached by its permission', Tags: label },
  'AWS::SQS::Queue': {
    KmsDataKeyReusePeriodSeconds: atRest,
    KmsMasterKeyId: atRest,
    MessageRetentionPeriod: 'parked records stay until somebody looks at them',
    RedrivePolicy: parking,
    SqsManagedSseEnabled: atRest,
    Tags: label,
    VisibilityTimeout: parking,
  },
  'AWS::SecretsManager::Secret': { Description: label, KmsKeyId: atRest, Tags: label },
  'Custom::CDKBucketDeployment': {
    DestinationBucketKeyPrefix: deployment,
    DistributionId: edge,
    DistributionPaths: edge,
    Exclude: deployment,
    Include: deployment,
    OutputObjectKeys: deployment,
    Prune: deployment,
    RetainOnDelete: deployment,
    SourceBucketNames: deployment,
    SourceMarkers: deployment,
    SystemMetadata: edge,
    UserMetadata: edge,
    WaitForDistributionInvalidation: edge,
  },
};

export const leftTypes: Record<string, string> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': capacity,
  'AWS::ApplicationAutoScaling::ScalingPolicy': capacity,
  'AWS::Backup::BackupPlan': backups,
  'AWS::Backup::BackupSelection': backups,
  'AWS::Backup::BackupVault': backups,
  'AWS::CDK::Metadata': 'says which CDK wrote the template',
  'AWS::CloudFront::CachePolicy': edge,
  'AWS::CloudFront::Distribution': edge,
  'AWS::CloudFront::Function': edge,
  'AWS::CloudFront::OriginAccessControl': edge,
  'AWS::CloudFront::OriginRequestPolicy': edge,
  'AWS::CloudWatch::Alarm': alarms,
  'AWS::CloudWatch::CompositeAlarm': alarms,
  'AWS::CloudWatch::Dashboard': traces,
  'AWS::KMS::Alias': atRest,
  'AWS::KMS::Key': atRest,
  'AWS::Lambda::LayerVersion': deployment,
  'AWS::Logs::LogGroup': terminal,
  'AWS::Logs::MetricFilter': traces,
  'AWS::Logs::QueryDefinition': traces,
  'AWS::Logs::ResourcePolicy': terminal,
  'AWS::Scheduler::ScheduleGroup': label,
  'AWS::SNS::Subscription': alarms,
  'AWS::SNS::Topic': alarms,
  'AWS::SNS::TopicPolicy': alarms,
  'AWS::SQS::QueuePolicy': parking,
  'AWS::WAFv2::WebACL': loopback,
  'AWS::WAFv2::WebACLAssociation': loopback,
  'Custom::LogRetention': terminal,
  'Custom::S3AutoDeleteObjects': 'the data folder is deleted by its owner',
};
