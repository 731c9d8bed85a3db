import { resourceEntry } from '../office.ts';
import { useWords } from '../providers/i18n.tsx';
import { useTitle } from '../providers/titles.ts';

/** The title of a record; a grey bar of its width while it is asked for. */
export function TitleText({ resource, id }: { resource: string; id: string }) {
  const { l } = useWords();
  const title = useTitle(resource, id);
  if (title === id) return <code>{id}</code>;
  const label = title === undefined ? undefined : resourceEntry(resource).titleTexts?.[title];
  return title === undefined ? <span className="title-pending" title={id} /> : label ? l(label) : title;
}
