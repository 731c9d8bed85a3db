import { type Field, type RequestMessage, type ResponseMessage, targetUriOf, valuesOf } from '../../shared/kit/signatures/wire.ts';

/**
 * The text that a signature is over (RFC 9421 §2.5), written out for people: a line for each component, and the parameters last.
 *
 * @param message with its `signature-input` of one signature
 * @param request what a response answers
 * @example signatureBase(signedRequest) // '"@method": POST\n"@target-uri": https://…'
 */
export function signatureBase(message: RequestMessage | ResponseMessage, request?: RequestMessage): string {
  const [input = ''] = valuesOf(message.fields, 'signature-input');
  const [, parameters = '', names = ''] = /^psp=(\(([^)]*)\).*)$/.exec(input) ?? [];
  const lines = names.split(' ').map((component) => `${component}: ${componentOf(component, message, request)}`);
  return [...lines, `"@signature-params": ${parameters}`].join('\n');
}

/** @param component `"@method"`, or `"@method";req` of the request that a response answers */
function componentOf(component: string, message: RequestMessage | ResponseMessage, request: RequestMessage | undefined): string {
  const [, name = '', ofRequest] = /^"([^"]+)"(;req)?$/.exec(component) ?? [];
  const source = ofRequest ? request : message;
  if (!source) throw new Error(`expected the request that is answered, to write ${component}`);
  if ('method' in source && name === '@method') return source.method;
  if ('method' in source && name === '@target-uri') return targetUriOf(source);
  if ('status' in source && name === '@status') return String(source.status);
  return valuesOf(source.fields, name).join(', ');
}

/** A request as HTTP/1.1 fields, one on a line. @example fieldLines(signedRequest.fields) */
export const fieldLines = (fields: readonly Field[]): string => fields.map(([name, value]) => `${name}: ${value}`).join('\n');
