import { refuse } from './errors.ts';

export type XmlValue = string | number | boolean | undefined | XmlValue[] | { [name: string]: XmlValue };
export type XmlElement = { name: string; text: string; children: XmlElement[] };

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';
const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const maxDepth = 16;

/**
 * Writes an S3 document. A list repeats its element; undefined leaves it out.
 *
 * @example
 * toXml('Tagging', { TagSet: { Tag: [{ Key: 'a', Value: 'b' }] } })
 */
export function toXml(root: string, value: { [name: string]: XmlValue }): string {
  const xmlns = root === 'Error' ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${xmlns}>${content(value)}</${root}>`;
}

/**
 * Reads a request document whose root must be `root`. Knows elements and text; a document type, a mismatched tag or an
 * unknown entity is MalformedXML.
 *
 * @example
 * childText(parseXml('<Retention><Mode>GOVERNANCE</Mode></Retention>', 'Retention'), 'Mode') // 'GOVERNANCE'
 */
export function parseXml(source: string, root: string): XmlElement {
  const top: XmlElement = { name: '', text: '', children: [] };
  const open = [top];
  const token = /<\?[^>]*\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const match of source.matchAll(token)) {
    end = match.index + match[0].length;
    const [, slash, name, , selfClosing, text] = match;
    const parent = open.at(-1) ?? top;
    if (text !== undefined) parent.text += unescapeText(text);
    if (name === undefined) continue;
    if (slash) {
      if (open.length < 2 || open.pop()?.name !== name) throw refuse('MalformedXML');
      continue;
    }
    const element = { name, text: '', children: [] };
    parent.children.push(element);
    if (!selfClosing) open.push(element);
    if (open.length > maxDepth) throw refuse('MalformedXML');
  }
  const [first, ...others] = top.children;
  const isWhole = end === source.length && open.length === 1 && others.length === 0 && top.text.trim() === '';
  if (!first || first.name !== root || !isWhole) throw refuse('MalformedXML');
  return first;
}

/**
 * The text of the one child of that name, or undefined. Two of them are MalformedXML.
 *
 * @example
 * const mode = childText(retention, 'Mode')
 */
export function childText(element: XmlElement, name: string): string | undefined {
  const found = element.children.filter((child) => child.name === name);
  if (found.length > 1) throw refuse('MalformedXML');
  return found[0]?.text;
}

/**
 * Refuses, by name, a child that the operation does not know, so that nothing a client asks for is silently dropped.
 *
 * @example
 * expectChildren(retention, ['Mode', 'RetainUntilDate'])
 */
export function expectChildren(element: XmlElement, names: string[]): void {
  const unknown = element.children.find((child) => !names.includes(child.name));
  if (unknown) throw refuse('NotImplemented', `The element ${element.name}/${unknown.name} is not implemented.`);
}

function content(value: { [name: string]: XmlValue }): string {
  return Object.entries(value)
    .map(([name, item]) => (Array.isArray(item) ? item.map((one) => element(name, one)).join('') : element(name, item)))
    .join('');
}

function element(name: string, value: XmlValue): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  return `<${name}>${typeof value === 'object' ? content(value) : escapeText(String(value))}</${name}>`;
}

/** Carriage returns and other control characters would be normalised away or refused by a parser if written as they are. */
function escapeText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped here
  return text.replace(/[<>&'"\u0000-\u001f\u007f]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function unescapeText(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));|&/gi, (_, decimal, hex, name) => {
    const code = decimal ? Number(decimal) : hex ? Number.parseInt(hex, 16) : undefined;
    const char = code === undefined ? (Object.hasOwn(entities, name ?? '') ? entities[name] : undefined) : fromCode(code);
    if (char === undefined) throw refuse('MalformedXML');
    return char;
  });
}

function fromCode(code: number): string | undefined {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return code > 0 && code <= 0x10ffff && !isSurrogate ? String.fromCodePoint(code) : undefined;
}
