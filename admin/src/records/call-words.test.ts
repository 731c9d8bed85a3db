import { expect, it, test } from 'vitest';
import { errorTable } from '../../../shared/kit/errors.ts';
import { refusals } from '../../../shared/kit/signatures/profile.ts';
import { decisionWords } from './call-words.ts';

it.each([...Object.keys(refusals), ...Object.keys(errorTable), 'accepted', 'repeated', 'nonce.replayed'])('tells %s in both languages', (code) => {
  const words = decisionWords(code);
  expect(words?.zh).toMatch(/^[^{}]*[\u4e00-\u9fff][^{}]*$/);
  expect(words?.en).toMatch(/^[^{}\u4e00-\u9fff]+$/);
});

test('the names of wrong fields do not hide what was decided', () => {
  expect(decisionWords('request.invalid amount paidOn')).toEqual(decisionWords('request.invalid'));
});

test('a code that nobody knows is left as it is', () => {
  expect(decisionWords('-')).toBeUndefined();
});
