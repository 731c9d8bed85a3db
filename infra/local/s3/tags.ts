import { refuse } from './errors.ts';
import type { Tag } from './versions.ts';
import { childText, expectChildren, type XmlElement } from './xml.ts';

const maxTags = 10;
const maxKeyLength = 128;
const maxValueLength = 256;

/**
 * Tags from a header: `a=1&b=2`, URL-encoded.
 *
 * @example
 * tagsFromHeader('class=contract')
 */
export function tagsFromHeader(header: string | undefined): Tag[] {
  return checkTags([...new URLSearchParams(header ?? '')]);
}

/**
 * Tags from a Tagging document.
 *
 * @example
 * tagsFromDocument(parseXml(text, 'Tagging'))
 */
export function tagsFromDocument(tagging: XmlElement): Tag[] {
  expectChildren(tagging, ['TagSet']);
  const [set, ...others] = tagging.children;
  if (!set || others.length > 0) throw refuse('MalformedXML');
  expectChildren(set, ['Tag']);
  return checkTags(
    set.children.map((tag) => {
      expectChildren(tag, ['Key', 'Value']);
      const key = childText(tag, 'Key');
      const value = childText(tag, 'Value');
      if (key === undefined || value === undefined) throw refuse('MalformedXML');
      return [key, value];
    }),
  );
}

function checkTags(tags: Tag[]): Tag[] {
  if (tags.length > maxTags) throw refuse('InvalidTag', `Object tags cannot be greater than ${maxTags}`);
  const seen = new Set<string>();
  for (const [key, value] of tags) {
    if (key === '' || key.length > maxKeyLength) throw refuse('InvalidTag', 'The TagKey you have provided is invalid');
    if (value.length > maxValueLength) throw refuse('InvalidTag', 'The TagValue you have provided is invalid');
    if (seen.has(key)) throw refuse('InvalidTag', 'Cannot provide multiple Tags with the same key');
    seen.add(key);
  }
  return tags;
}
