import { invalidValue } from './errors.ts';
import { type IndexDefinition, keyNames, type TableDefinition } from './tables.ts';

const maxIndexes = 20;
const maxNonKeyAttributes = 100;

/**
 * Refuses a definition whose keys, attributes and indexes do not fit each other. Throws a ValidationException.
 *
 * @example
 * checkDefinition({ ...table.definition, GlobalSecondaryIndexes: [] })
 */
export function checkDefinition(definition: TableDefinition): void {
  const { GlobalSecondaryIndexes: indexes, AttributeDefinitions: attributes } = definition;
  const defined = attributes.map((entry) => entry.AttributeName);
  const used = new Set([definition, ...indexes].flatMap((it) => keyNames(it.KeySchema)));
  const missing = [...used].filter((name) => !defined.includes(name));
  if (missing.length > 0)
    throw invalidValue(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${missing.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
    );
  if (defined.length !== used.size)
    throw invalidValue('Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions');
  for (const { KeySchema } of [definition, ...indexes])
    if (
      KeySchema.map((entry) => entry.KeyType)
        .sort()
        .join() !== ['HASH', 'RANGE'].slice(0, KeySchema.length).join()
    )
      throw invalidValue('The KeySchema must hold one HASH key and at most one RANGE key');
  if (new Set(indexes.map(({ IndexName }) => IndexName)).size !== indexes.length) throw invalidValue('Duplicate index name');
  if (indexes.length > maxIndexes) throw invalidValue(`GlobalSecondaryIndex count exceeds the per-table limit of ${maxIndexes}`);
  checkProjections(indexes);
}

function checkProjections(indexes: IndexDefinition[]): void {
  const included = indexes.flatMap(({ Projection: { ProjectionType, NonKeyAttributes } }) => {
    if (ProjectionType !== 'INCLUDE' && NonKeyAttributes) throw invalidValue(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
    if (ProjectionType === 'INCLUDE' && !NonKeyAttributes) throw invalidValue('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
    return NonKeyAttributes ?? [];
  });
  if (included.length > maxNonKeyAttributes) throw invalidValue(`NonKeyAttributes of all indexes together exceed ${maxNonKeyAttributes}`);
}
