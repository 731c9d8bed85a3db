import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { ResourceDefinition } from '../../../shared/kit/define-resource.ts';
import { metaOf } from '../../../shared/kit/fields/field.ts';
import { loadResource, resourceEntry } from '../office.ts';
import { listPage, type Row } from '../providers/data.ts';
import { useWords, type Words } from '../providers/i18n.tsx';
import { useSession } from '../providers/session.tsx';
import { rememberTitles, titlesOf } from '../providers/titles.ts';
import { chooseList } from '../records/list-query.ts';
import { textOf } from './codec.ts';

export type RefOption = { readonly value: string; readonly label: string; readonly search: string };
type Question = { readonly resource: string; readonly isOpen: boolean; readonly chosen: readonly string[]; readonly among?: Readonly<Record<string, string>> };
type Loaded = { readonly rows: readonly Row[]; readonly next?: string | undefined; readonly isWhole: boolean };

/** Rows of one request; a search reads on, page by page, until something matches or this many pages were read. */
const pageSize = 100;
const mostPages = 20;
const nothing: Loaded = { rows: [], isWhole: false };

/** The records a reference may point to, read as they are needed: when the list opens, is scrolled, or finds no match. */
export function useRefOptions({ resource, isOpen, chosen, among }: Question) {
  const words = useWords();
  const { project, actor } = useSession();
  const [definition, setDefinition] = useState<ResourceDefinition>();
  const [loaded, setLoaded] = useState<Loaded>(nothing);
  const [isLoading, setLoading] = useState(false);
  const [text, setText] = useState('');
  const pages = useRef(0);
  const [titles, setTitles] = useState<ReadonlyMap<string, string>>(new Map());
  const limits = JSON.stringify(among ?? {});

  const loadMore = useCallback(async () => {
    if (isLoading || loaded.isWhole || pages.current >= mostPages) return;
    setLoading(true);
    pages.current += 1;
    try {
      const found = definition ?? (await loadResource(resource));
      setDefinition(found);
      const fixed = JSON.parse(limits) as Record<string, string>;
      const query = chooseList(found, { project, actor, chosen: fixed });
      const page = await listPage(resource, { ...query, limit: pageSize, ...(loaded.next ? { cursor: loaded.next } : {}) });
      const fitting = page.data.filter((row) => Object.entries(fixed).every(([name, value]) => row[name] === undefined || row[name] === value));
      rememberTitles(Object.fromEntries(fitting.map((row) => [row.id, String(row[found.title] ?? row.id)])));
      setLoaded((before) => ({ rows: [...before.rows, ...fitting], next: page.next, isWhole: !page.next }));
    } catch {
      // The list says that there is nothing to choose from; opening it again asks again.
      setLoaded((before) => ({ ...before, isWhole: true }));
    } finally {
      setLoading(false);
    }
  }, [isLoading, loaded, definition, resource, limits, project, actor]);

  const wanted = chosen.join();
  useEffect(() => {
    if (wanted)
      titlesOf(resource, wanted.split(',')).then(
        (known) => setTitles(new Map(known)),
        () => undefined,
      );
  }, [resource, wanted]);

  const options = useMemo(
    () => optionsOf({ resource, definition, rows: loaded.rows, chosen, titles, words }),
    [resource, definition, loaded.rows, chosen, titles, words],
  );
  const hasMatch = text === '' || options.some((option) => option.search.includes(text));
  useEffect(() => {
    if (isOpen && (pages.current === 0 || !hasMatch)) void loadMore();
  }, [isOpen, hasMatch, loadMore]);

  return { options, isLoading, search: setText, loadMore: () => void loadMore() };
}

type Rows = {
  readonly resource: string;
  readonly definition: ResourceDefinition | undefined;
  readonly rows: readonly Row[];
  readonly chosen: readonly string[];
  readonly titles: ReadonlyMap<string, string>;
  readonly words: Words;
};

function optionsOf({ resource, definition, rows, chosen, titles, words }: Rows): readonly RefOption[] {
  const listed = definition ? rows.map((row) => optionOf(definition, row, words)) : [];
  const titleOf = (id: string) => {
    const title = titles.get(id) ?? id;
    return words.l(resourceEntry(resource).titleTexts?.[title]) || title;
  };
  const missing = chosen.filter((id) => !listed.some((option) => option.value === id));
  return [...missing.map((id) => ({ value: id, label: titleOf(id), search: titleOf(id) })), ...listed];
}

/** The title, and up to two further columns that tell records of the same title apart. */
function optionOf(definition: ResourceDefinition, row: Row, words: Words): RefOption {
  const texts = [definition.title, ...definition.list.filter((name) => name !== definition.title)].flatMap((name) => {
    const schema = definition.fields[name];
    if (!schema || ['ref', 'refs', 'rows', 'data'].includes(metaOf(schema).kind)) return [];
    const text = textOf(row[name], metaOf(schema), words);
    return text ? [text] : [];
  });
  const label = texts.slice(0, 3).join(' · ') || row.id;
  return { value: row.id, label, search: label };
}
