import type { EndpointDefinition } from '../../shared/kit/define-endpoint.ts';
import type { Row } from '../kit/records/write.ts';

/** The body of an answer with what the endpoint shows of it, whether it was made now or kept. */
export function shownBody(endpoint: EndpointDefinition, body: unknown): { data: unknown } {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : null;
  const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;
  if (Array.isArray(data)) return { data: data.filter(isRow).map((row) => shown(endpoint, row)) };
  return { data: isRow(data) ? shown(endpoint, data) : {} };
}

/** The fields that the endpoint's definition lists, in that order, and no others. */
export const shown = ({ answer }: EndpointDefinition, row: Row): Row =>
  Object.fromEntries(answer.flatMap((name) => (row[name] === undefined ? [] : [[name, row[name]]])));
