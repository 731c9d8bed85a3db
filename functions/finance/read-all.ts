type Page<T> = { items: T[]; next?: string };

/**
 * Every row of a list, one page after another.
 *
 * @example await readAll((cursor) => context.records.list(receivable, { index: 'byContract', where: { contract }, ...cursor }))
 */
export async function readAll<T>(read: (cursor: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const rows: T[] = [];
  for (let page = await read({}); ; page = await read({ cursor: page.next })) {
    rows.push(...page.items);
    if (!page.next) return rows;
  }
}
