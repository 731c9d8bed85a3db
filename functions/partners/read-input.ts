import * as z from 'zod';
import { check } from '../../shared/derive/validation.ts';
import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';
import { fail, failField } from '../../shared/kit/errors.ts';
import { f } from '../../shared/kit/fields/f.ts';
import { readJson } from '../kit/read-json.ts';
import type { Row } from '../kit/records/write.ts';
import type { Call } from './call.ts';

/** What every list takes. */
const page = { limit: f.count('条数', 'Rows', { least: 1, most: 100, optional: true }), cursor: f.text('翻页位置', 'Cursor', { most: 4096, optional: true }) };

/** The checked input of a request: the query of a GET, the body of a POST. @throws RefusalError `request.invalid`, `request.json` */
export function readInput(endpoint: EndpointDefinition, call: Call): Row {
  const { input = {}, list } = endpoint;
  const shape = list ? { ...input, ...page } : input;
  return check(z.strictObject(shape), endpoint.method === 'GET' ? queryOf(call.query, list !== undefined) : bodyOf(call), shape);
}

function bodyOf({ body }: Call): unknown {
  if (body.length === 0) return {};
  try {
    return readJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
  } catch (error) {
    if (error instanceof TypeError) return fail('request.json', { parameters: { reason: 'not UTF-8' } });
    throw error;
  }
}

function queryOf(query: string, isList: boolean): Row {
  const values = [...new URLSearchParams(query)];
  const names = values.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice) failField(twice, 'field.unknown');
  return Object.fromEntries(values.map(([name, value]) => [name, isList && name === 'limit' && /^\d{1,3}$/.test(value) ? Number(value) : value]));
}
