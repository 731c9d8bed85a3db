import { checkPolicy, type PolicyDocument, type Statement } from '../access.ts';
import type { Declarations } from './declared.ts';
import type { Permission } from './types.ts';

/** AWS' own policies by name: these only let a function write its logs and traces, which needs no permission here. */
const managedPolicies: Record<string, PolicyDocument> = {
  'service-role/AWSLambdaBasicExecutionRole': { Statement: [] },
  AWSXRayDaemonWriteAccess: { Statement: [] },
};

/**
 * The policies of every role, and who may call each function.
 *
 * @example
 * const { rolePolicies, permissions } = readAccess(declarations)
 */
export function readAccess(declarations: Declarations): {
  rolePolicies: Record<string, PolicyDocument[]>;
  permissions: Permission[];
} {
  const roles = declarations.of('AWS::IAM::Role');
  const own = new Map(declarations.of('AWS::IAM::ManagedPolicy').map((policy) => [policy.ref, policy.properties.PolicyDocument]));
  const byName = new Map<string, PolicyDocument[]>();
  const check = (document: { Statement: unknown }, fail: (problem: string) => never): PolicyDocument => {
    const policy = document as PolicyDocument; // checkPolicy refuses what is not one
    try {
      checkPolicy(policy);
    } catch (error) {
      fail(error instanceof Error ? error.message : String(error));
    }
    return policy;
  };

  for (const { name, properties, fail } of roles) {
    const attached = properties.ManagedPolicyArns.map((arn) => {
      const known = own.get(arn) ?? managedPolicies[arn.replace(/^arn:[^:]+:iam::aws:policy\//, '')];
      return known ?? fail(`Properties.ManagedPolicyArns: the policy ${arn} is not known`);
    });
    const inline = properties.Policies.map((policy) => policy.PolicyDocument);
    byName.set(
      name,
      [...attached, ...inline].map((document) => check(document, fail)),
    );
  }
  for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'] as const) {
    for (const { properties, fail } of declarations.of(type)) {
      for (const role of properties.Roles) {
        const policies = byName.get(role) ?? fail(`Properties.Roles: there is no role ${role}`);
        policies.push(check(properties.PolicyDocument, fail));
      }
    }
  }
  return {
    rolePolicies: Object.fromEntries(roles.map((role) => [role.arn(), byName.get(role.name) ?? []])),
    permissions: readPermissions(declarations),
  };
}

function readPermissions(declarations: Declarations): Permission[] {
  const functions = new Map(declarations.of('AWS::Lambda::Function').map((fn) => [fn.name, fn.arn()]));
  return declarations.of('AWS::Lambda::Permission').map(({ properties, fail }) => {
    const target = properties.FunctionName;
    const functionArn = target.startsWith('arn:') ? target : functions.get(target);
    if (!functionArn) return fail(`Properties.FunctionName: there is no function ${target}`);
    return { functionArn, service: properties.Principal, sourceArn: properties.SourceArn };
  });
}

/**
 * A bucket policy without what speaks to AWS' own services, which do not call here.
 * One that lets a single role in is refused: S3 here lets roles in by their own policies only.
 *
 * @example
 * callersPolicy(document, fail)
 */
export function callersPolicy(document: { Statement: unknown }, fail: (problem: string) => never): PolicyDocument {
  const { Statement: statements } = document as PolicyDocument; // the S3 part checks it
  const kept = (Array.isArray(statements) ? statements : [statements]).filter((statement: Statement) => {
    const principal = statement.Principal;
    if (principal === '*' || (isObject(principal) && principal.AWS === '*')) return true;
    if (isObject(principal) && 'Service' in principal && statement.Effect === 'Allow') return false;
    return fail(`Properties.PolicyDocument: the principal ${JSON.stringify(principal)} is not supported`);
  });
  return { Version: '2012-10-17', Statement: kept };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
