import type { Declarations } from './declared.ts';

/** Replaces `{{resolve:secretsmanager:…}}` in a text by the values of declared secrets. */
export type Secrets = (text: string) => string;

/** Secrets Manager's default for GenerateSecretString. */
const defaultLength = 32;

/**
 * The secrets of the template. A generated one is random, made once and kept.
 *
 * @example
 * createSecrets(declarations, keep)('{{resolve:secretsmanager:arn:…:CursorKey:SecretString:::}}')
 */
export function createSecrets(declarations: Declarations, keep: (name: string, length: number) => string): Secrets {
  const values = new Map<string, string>();
  for (const { ref, name, properties, fail } of declarations.of('AWS::SecretsManager::Secret')) {
    const { SecretString, GenerateSecretString: spec } = properties;
    if (SecretString === undefined && !spec) fail('expected SecretString or GenerateSecretString');
    const random = SecretString ?? keep(name, spec?.PasswordLength ?? defaultLength);
    const isObject = spec?.SecretStringTemplate !== undefined && spec.GenerateStringKey !== undefined;
    values.set(ref, isObject ? JSON.stringify({ ...JSON.parse(spec.SecretStringTemplate ?? ''), [spec.GenerateStringKey ?? '']: random }) : random);
  }
  return (text) =>
    text.replace(/\{\{resolve:secretsmanager:(arn:[^}]+?):SecretString:([^:}]*):?[^:}]*:?[^:}]*\}\}/g, (_, arn: string, key: string) => {
      const value = values.get(arn);
      if (value === undefined) throw new Error(`there is no secret ${arn}`);
      return key === '' ? value : String(JSON.parse(value)[key]);
    });
}
