import { mask } from '../../../shared/derive/masking.ts';
import { isIn, reaches } from '../../../shared/kit/access.ts';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { fail } from '../../../shared/kit/errors.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import type { Label } from '../../../shared/kit/label.ts';
import { fromStored } from './item.ts';
import type { Attributes } from './marshal.ts';
import type { Scope } from './scope.ts';
import type { Secret } from './secret.ts';
import { versionToken } from './token.ts';
import type { AnyItem, ChangeWrite, RemoveWrite } from './write.ts';

/** A record as answers show it: masked, with the token of its version. */
export const present = (resource: ResourceDefinition, item: AnyItem, secret: Secret | undefined): Record<string, unknown> => ({
  ...mask(resource, item),
  version: versionToken(resource, item, secret),
});

/** The label of a record's state. */
export const stateLabel = (resource: ResourceDefinition, status: string): Label => resource.states?.all[status] ?? { zh: status, en: status };

/**
 * Says why a record could not be written, from what is stored.
 *
 * @throws RefusalError always: a record outside the actor's sight is answered like one that does not exist
 */
export function refuseChange(
  write: ChangeWrite | RemoveWrite,
  old: Attributes | undefined,
  { scope, secret }: { scope: Scope; secret: Secret | undefined },
): never {
  const { resource } = write;
  if (!old) fail('record.missing');
  const item = fromStored(old);
  if (!reaches(resource.access.read, scope.actor, item)) fail('record.missing');
  if (write.within && !isIn(write.within, item)) fail('access.denied', { parameters: { action: scope.action } });
  const detail = { current: present(resource, item, secret) };
  const from = write.kind === 'change' ? write.from : undefined;
  if (from && !from.includes(item.status)) {
    fail('record.state', { parameters: { state: stateLabel(resource, item.status), action: scope.action }, detail });
  }
  fail('record.stale', { detail });
}

/** @throws RefusalError always: `field.taken`, naming the fields that people fill in */
export function refuseTaken(resource: ResourceDefinition, unique: string): never {
  const names = resource.unique?.[unique]?.fields ?? [];
  // The project is where a value is taken, not what is taken.
  const shown = names.length > 1 ? names.filter((name) => name !== 'project') : names;
  const labels = shown.map((name) => labelOf(resource, name));
  const fields = { zh: labels.map((x) => x.zh).join('、'), en: labels.map((x) => x.en).join(', ') };
  const problems = shown.map((name) => [name, { key: 'field.taken', parameters: { fields: labelOf(resource, name) } }]);
  fail('field.taken', { parameters: { fields }, fields: Object.fromEntries(problems) });
}

function labelOf(resource: ResourceDefinition, name: string): Label {
  const schema = resource.fields[name];
  return schema ? metaOf(schema).label : { zh: name, en: name };
}
