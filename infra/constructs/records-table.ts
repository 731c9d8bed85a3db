import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { recordsTable } from '../../shared/derive/table.ts';

const text = (name: string) => ({ name, type: AttributeType.STRING });

/**
 * The table of all records: on demand, recoverable to any second of the last 35 days, and protected from deletion.
 *
 * @example
 * const table = createRecordsTable(stack, 'Records')
 */
export const createRecordsTable = (scope: Construct, id: string): TableV2 =>
  new TableV2(scope, id, {
    partitionKey: text(recordsTable.partitionKey),
    sortKey: text(recordsTable.sortKey),
    globalSecondaryIndexes: recordsTable.indexes.map((index) => ({
      indexName: index.name,
      partitionKey: text(index.partitionKey),
      sortKey: text(index.sortKey),
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [...index.attributes],
    })),
    timeToLiveAttribute: recordsTable.ttl,
    dynamoStream: StreamViewType[recordsTable.stream],
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
