import fc from 'fast-check';
import { expect, test } from 'vitest';
import { childText, parseXml, toXml } from './xml.ts';

test('reads back any text it writes', () => {
  // XML has no place for NUL and lone surrogates.
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\0'));
  fc.assert(
    fc.property(text, (value) => {
      expect(childText(parseXml(toXml('Tag', { Key: value }), 'Tag'), 'Key')).toBe(value);
    }),
  );
});

test('knows entities, comments, attributes and empty elements', () => {
  const source = '<?xml version="1.0"?><!-- x --><A xmlns="u" b=\'1\'><B>&lt;&#x6848;&#22330;&amp;</B><C/></A>\n';
  const root = parseXml(source, 'A');
  expect([childText(root, 'B'), childText(root, 'C'), childText(root, 'D')]).toEqual(['<案场&', '', undefined]);
});

test.each([
  ['nothing', ''],
  ['another root', '<B/>'],
  ['two roots', '<A/><A/>'],
  ['an element that is not closed', '<A><B></A>'],
  ['one that is closed twice', '<A></A></A>'],
  ['text beside the root', '<A/>x'],
  ['a document type', '<!DOCTYPE A><A/>'],
  ['an unknown entity', '<A>&nbsp;</A>'],
  ['a bare ampersand', '<A>a & b</A>'],
  ['a lone surrogate', '<A>&#xD800;</A>'],
  ['elements without end', '<A>'.repeat(100)],
])('refuses %s', (_, source) => {
  expect(() => parseXml(source, 'A')).toThrow('not well-formed');
});
