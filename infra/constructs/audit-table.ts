import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { auditTable } from '../../shared/derive/table.ts';

/**
 * The table of audit events. That it only grows is the work of the roles: none may update or delete in it
 * (table-statements.ts). Its stream feeds the copy in the archive.
 *
 * @example
 * const table = createAuditTable(stack, 'Audit')
 */
export const createAuditTable = (scope: Construct, id: string): TableV2 =>
  new TableV2(scope, id, {
    partitionKey: { name: auditTable.partitionKey, type: AttributeType.STRING },
    sortKey: { name: auditTable.sortKey, type: AttributeType.STRING },
    dynamoStream: StreamViewType[auditTable.stream],
    billing: Billing.onDemand(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
