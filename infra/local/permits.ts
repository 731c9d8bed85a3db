import { evaluate, type PolicyDocument } from './access.ts';
import type { Permission } from './template/types.ts';

/** Whether a caller may invoke a function. */
export type Permits = {
  /** An AWS service, by the function's own permissions. */
  service(name: string, call: { sourceArn: string; functionArn: string }): boolean;
  /** A role, by its policies. */
  role(roleArn: string, functionArn: string): boolean;
};

/**
 * Checks who may invoke which function, as the template grants it.
 *
 * @example
 * createPermits(template).service('apigateway.amazonaws.com', { sourceArn: `${api.arn}/$default/GET/units`, functionArn })
 */
export function createPermits(template: { permissions: Permission[]; rolePolicies: Record<string, PolicyDocument[]> }): Permits {
  const policies = template.permissions.map(({ functionArn, service, sourceArn }): PolicyDocument => {
    const ArnLike: Record<string, string> = sourceArn === undefined ? {} : { 'aws:SourceArn': sourceArn };
    const Condition = { StringEquals: { service }, ArnLike };
    return { Statement: { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functionArn, Condition } };
  });
  const action = 'lambda:InvokeFunction';
  const verdicts = new Map<string, boolean>();
  const once = (key: string, decide: () => boolean) => {
    const known = verdicts.get(key) ?? decide();
    verdicts.set(key, known);
    return known;
  };
  return {
    service: (name, { sourceArn, functionArn }) =>
      once(`${name} ${sourceArn} ${functionArn}`, () => {
        const context = { service: name, 'aws:SourceArn': sourceArn };
        return evaluate(policies, { action, resource: functionArn, context }) === 'allow';
      }),
    role: (roleArn, functionArn) =>
      once(`${roleArn} ${functionArn}`, () => {
        const own = template.rolePolicies[roleArn] ?? [];
        return evaluate(own, { action, resource: functionArn }) === 'allow';
      }),
  };
}
