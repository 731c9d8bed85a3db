import * as z from 'zod';

/**
 * The properties the one-machine cloud reads of each CloudFormation type. They are strict: a property that is neither
 * here nor among those left aside (left-aside.ts) is refused by name.
 */

const texts = z.array(z.string());
const document = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([z.array(z.record(z.string(), z.unknown())), z.record(z.string(), z.unknown())]),
});
const keySchema = z.array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));
const projection = z.strictObject({ ProjectionType: z.string(), NonKeyAttributes: texts.optional() });
const index = z.strictObject({ IndexName: z.string(), KeySchema: keySchema, Projection: projection });
const table = {
  TableName: z.string().optional(),
  KeySchema: keySchema,
  AttributeDefinitions: z.array(z.strictObject({ AttributeName: z.string(), AttributeType: z.string() })),
  BillingMode: z.string().optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  StreamSpecification: z.strictObject({ StreamViewType: z.string() }).optional(),
  TimeToLiveSpecification: z.strictObject({ AttributeName: z.string().optional(), Enabled: z.boolean() }).optional(),
};
/** Capacity of an index; one machine has the capacity it has. */
const indexCapacity = {
  ProvisionedThroughput: z.unknown().optional(),
  OnDemandThroughput: z.unknown().optional(),
  WriteOnDemandThroughputSettings: z.unknown().optional(),
  WriteProvisionedThroughputSettings: z.unknown().optional(),
  WarmThroughput: z.unknown().optional(),
  ContributorInsightsSpecification: z.unknown().optional(),
};
const globalIndexes = z.array(index.extend(indexCapacity)).optional();
const lifecycleRule = z.strictObject({
  Id: z.string().optional(),
  Status: z.enum(['Enabled', 'Disabled']),
  Prefix: z.string().optional(),
  ExpirationInDays: z.number().optional(),
  ExpiredObjectDeleteMarker: z.boolean().optional(),
  NoncurrentVersionExpiration: z.strictObject({ NoncurrentDays: z.number(), NewerNoncurrentVersions: z.number().optional() }).optional(),
  AbortIncompleteMultipartUpload: z.strictObject({ DaysAfterInitiation: z.number() }).optional(),
  // Storage classes are a matter of price; there is one disk.
  Transitions: z.unknown().optional(),
  NoncurrentVersionTransitions: z.unknown().optional(),
});
const routeSettings = z.strictObject({
  ThrottlingBurstLimit: z.number().optional(),
  ThrottlingRateLimit: z.number().optional(),
  DetailedMetricsEnabled: z.unknown().optional(),
});
const retryPolicy = z.strictObject({
  MaximumEventAgeInSeconds: z.number().optional(),
  MaximumRetryAttempts: z.number().optional(),
});
const arnOnly = z.strictObject({ Arn: z.string() });

export const schemas = {
  'AWS::DynamoDB::GlobalTable': z.strictObject({
    ...table,
    GlobalSecondaryIndexes: globalIndexes,
    Replicas: z.array(z.looseObject({ Region: z.string(), DeletionProtectionEnabled: z.boolean().optional() })).length(1, 'one machine is one region'),
  }),
  'AWS::DynamoDB::Table': z.strictObject({
    ...table,
    GlobalSecondaryIndexes: globalIndexes,
    DeletionProtectionEnabled: z.boolean().optional(),
  }),
  'AWS::S3::Bucket': z.strictObject({
    BucketName: z.string().optional(),
    VersioningConfiguration: z.strictObject({ Status: z.enum(['Enabled', 'Suspended']) }).optional(),
    ObjectLockEnabled: z.boolean().optional(),
    ObjectLockConfiguration: z
      .strictObject({
        ObjectLockEnabled: z.literal('Enabled').optional(),
        Rule: z
          .strictObject({
            DefaultRetention: z.strictObject({
              Mode: z.enum(['COMPLIANCE', 'GOVERNANCE']),
              Days: z.number().optional(),
              Years: z.number().optional(),
            }),
          })
          .optional(),
      })
      .optional(),
    CorsConfiguration: z
      .strictObject({
        CorsRules: z.array(
          z.strictObject({
            Id: z.string().optional(),
            AllowedOrigins: texts,
            AllowedMethods: texts,
            AllowedHeaders: texts.optional(),
            ExposedHeaders: texts.optional(),
            MaxAge: z.number().optional(),
          }),
        ),
      })
      .optional(),
    LifecycleConfiguration: z.strictObject({ Rules: z.array(lifecycleRule), TransitionDefaultMinimumObjectSize: z.unknown().optional() }).optional(),
  }),
  'AWS::S3::BucketPolicy': z.strictObject({ Bucket: z.string(), PolicyDocument: document }),
  'AWS::Lambda::Function': z.strictObject({
    FunctionName: z.string().optional(),
    Code: z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    Handler: z.string(),
    Runtime: z.literal('nodejs24.x'),
    Role: z.string(),
    Environment: z.strictObject({ Variables: z.record(z.string(), z.string()) }).optional(),
    Timeout: z.number().default(3),
    MemorySize: z.number().default(128),
    ReservedConcurrentExecutions: z.number().optional(),
  }),
  'AWS::Lambda::Permission': z.strictObject({
    Action: z.literal('lambda:InvokeFunction'),
    FunctionName: z.string(),
    Principal: z.string(),
    SourceArn: z.string().optional(),
    SourceAccount: z.string().optional(),
  }),
  'AWS::Lambda::EventInvokeConfig': z.strictObject({
    FunctionName: z.string(),
    Qualifier: z.literal('$LATEST'),
    MaximumRetryAttempts: z.number().optional(),
    MaximumEventAgeInSeconds: z.number().optional(),
  }),
  'AWS::Lambda::EventSourceMapping': z.strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    BatchSize: z.number().default(100),
    BisectBatchOnFunctionError: z.boolean().default(false),
    DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
    Enabled: z.boolean().default(true),
    FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    MaximumBatchingWindowInSeconds: z.number().optional(),
    MaximumRecordAgeInSeconds: z.number().default(-1),
    MaximumRetryAttempts: z.number().default(-1),
    StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']),
  }),
  'AWS::IAM::Role': z.strictObject({
    RoleName: z.string().optional(),
    AssumeRolePolicyDocument: document,
    ManagedPolicyArns: texts.default([]),
    Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: document })).default([]),
  }),
  'AWS::IAM::Policy': z.strictObject({ PolicyName: z.string(), PolicyDocument: document, Roles: texts }),
  'AWS::IAM::ManagedPolicy': z.strictObject({
    ManagedPolicyName: z.string().optional(),
    PolicyDocument: document,
    Roles: texts.default([]),
  }),
  'AWS::StepFunctions::StateMachine': z.strictObject({
    StateMachineName: z.string().optional(),
    StateMachineType: z.literal('STANDARD').optional(),
    Definition: z.record(z.string(), z.unknown()).optional(),
    DefinitionString: z.string().optional(),
    DefinitionS3Location: z.strictObject({ Bucket: z.string(), Key: z.string() }).optional(),
    DefinitionSubstitutions: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    RoleArn: z.string(),
  }),
  'AWS::ApiGatewayV2::Api': z.strictObject({
    Name: z.string().optional(),
    ProtocolType: z.literal('HTTP'),
    CorsConfiguration: z
      .strictObject({
        AllowOrigins: texts.default([]),
        AllowMethods: texts.default([]),
        AllowHeaders: texts.default([]),
        ExposeHeaders: texts.default([]),
        MaxAge: z.number().optional(),
        AllowCredentials: z.boolean().default(false),
      })
      .optional(),
  }),
  'AWS::ApiGatewayV2::Stage': z.strictObject({
    ApiId: z.string(),
    StageName: z.string(),
    AutoDeploy: z.literal(true),
    DefaultRouteSettings: routeSettings.optional(),
    RouteSettings: z.record(z.string(), routeSettings).optional(),
    StageVariables: z.record(z.string(), z.string()).optional(),
  }),
  'AWS::ApiGatewayV2::Integration': z.strictObject({
    ApiId: z.string(),
    IntegrationType: z.literal('AWS_PROXY'),
    IntegrationUri: z.string(),
    PayloadFormatVersion: z.literal('2.0'),
    TimeoutInMillis: z.number().default(30_000),
  }),
  'AWS::ApiGatewayV2::Route': z.strictObject({
    ApiId: z.string(),
    RouteKey: z.string(),
    Target: z.string(),
    AuthorizationType: z.enum(['NONE', 'CUSTOM', 'JWT']).default('NONE'),
    AuthorizerId: z.string().optional(),
    AuthorizationScopes: texts.optional(),
  }),
  'AWS::ApiGatewayV2::Authorizer': z.discriminatedUnion('AuthorizerType', [
    z.strictObject({
      AuthorizerType: z.literal('REQUEST'),
      ApiId: z.string(),
      Name: z.string(),
      AuthorizerUri: z.string(),
      AuthorizerPayloadFormatVersion: z.literal('2.0'),
      AuthorizerResultTtlInSeconds: z.number().default(0),
      EnableSimpleResponses: z.literal(true),
      IdentitySource: texts.default([]),
    }),
    z.strictObject({
      AuthorizerType: z.literal('JWT'),
      ApiId: z.string(),
      Name: z.string(),
      IdentitySource: texts.length(1),
      JwtConfiguration: z.strictObject({ Issuer: z.string(), Audience: texts }),
    }),
  ]),
  'AWS::Scheduler::Schedule': z.strictObject({
    Name: z.string().optional(),
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: z.string().default('UTC'),
    FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    StartDate: z.string().optional(),
    EndDate: z.string().optional(),
    Target: z.strictObject({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string().optional(),
      RetryPolicy: retryPolicy.optional(),
      DeadLetterConfig: arnOnly.optional(),
    }),
  }),
  'AWS::Events::Rule': z.strictObject({
    Name: z.string().optional(),
    ScheduleExpression: z.string(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Targets: z
      .array(
        z.strictObject({
          Id: z.string(),
          Arn: z.string(),
          Input: z.string().optional(),
          RetryPolicy: retryPolicy.optional(),
          DeadLetterConfig: arnOnly.optional(),
        }),
      )
      .default([]),
  }),
  'AWS::SQS::Queue': z.strictObject({ QueueName: z.string().optional() }),
  'AWS::SecretsManager::Secret': z.strictObject({
    Name: z.string().optional(),
    SecretString: z.string().optional(),
    GenerateSecretString: z
      .looseObject({
        PasswordLength: z.number().optional(),
        SecretStringTemplate: z.string().optional(),
        GenerateStringKey: z.string().optional(),
      })
      .optional(),
  }),
  'Custom::CDKBucketDeployment': z.strictObject({
    ServiceToken: z.string(),
    SourceObjectKeys: texts,
    DestinationBucketName: z.string(),
  }),
  'AWS::CloudFront::ResponseHeadersPolicy': z.strictObject({
    ResponseHeadersPolicyConfig: z.looseObject({
      SecurityHeadersConfig: z.looseObject({}).optional(),
      CustomHeadersConfig: z.strictObject({ Items: z.array(z.strictObject({ Header: z.string(), Value: z.string(), Override: z.boolean() })) }).optional(),
    }),
  }),
};

export type TypeName = keyof typeof schemas;
export type Properties<T extends TypeName> = z.infer<(typeof schemas)[T]>;
