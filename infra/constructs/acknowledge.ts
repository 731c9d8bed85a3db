import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Accepts findings of the rule packs on a construct and all beneath it, each with its reason.
 *
 * @example
 * acknowledge(queue, { 'AwsSolutions-SQS3': 'It is itself the place where failed events are parked.' })
 */
export function acknowledge(construct: IConstruct, findings: Readonly<Record<string, string>>): void {
  const validations = Validations.of(construct);
  for (const [id, reason] of Object.entries(findings)) validations.acknowledge({ id, reason });
}

/** ARNs with a wildcard, and why they need it. */
export type Pattern = { readonly arn: string; readonly reason: string };

/**
 * Accepts that the roles beneath a construct reach all that matches a pattern, and nothing wider.
 *
 * @example
 * acknowledgePattern(role, { arn: `${importedArn(bucket, bucket.bucketArn)}/*`, reason: 'The keys are not known beforehand.' })
 */
export function acknowledgePattern(construct: IConstruct, { arn, reason }: Pattern): void {
  acknowledge(construct, { [`AwsSolutions-IAM5[Resource::${flat(Stack.of(construct).resolve(arn))}]`]: reason });
}

/**
 * An attribute of a resource of another stack as this stack will import it. The reference that the CDK would make by itself
 * gets its name only at synthesis, too late to accept a pattern that is made of it.
 *
 * @example
 * importedArn(archive, archive.bucketArn)
 */
export const importedArn = (owner: IConstruct, arn: string): string => Stack.of(owner).exportValue(arn);

/** A resolved value in the spelling of the rule packs: `arn:<AWS::Partition>:s3:::files/*`. */
function flat(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value ?? {})[0] ?? [];
  if (name === 'Ref') return `<${String(argument)}>`;
  if (name === 'Fn::ImportValue') return String(argument);
  if (name === 'Fn::Join' && Array.isArray(argument) && Array.isArray(argument[1])) return argument[1].map(flat).join(String(argument[0]));
  throw new Error(`expected Ref, Fn::ImportValue or Fn::Join in a pattern, got ${JSON.stringify(value)}`);
}
