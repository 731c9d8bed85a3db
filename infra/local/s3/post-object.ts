import type { Caller, Incoming } from './authorize.ts';
import { bodyHeaders, storeStream } from './body.ts';
import { type Call, checkKey, type Reply, type Service } from './call.ts';
import { createCall } from './create-call.ts';
import { readExpectation } from './digest.ts';
import { demandDraft, draftHeaders, readDraft } from './draft.ts';
import { refuse } from './errors.ts';
import { readForm } from './form.ts';
import { type Policy, verifyPolicy } from './post-policy.ts';
import { versionHeader } from './read-object.ts';
import { createReader } from './reader.ts';
import { publish, toContent } from './write-object.ts';
import { toXml } from './xml.ts';

type Request = { incoming: Incoming; bucketName: string; boundary: string; body: AsyncIterable<Buffer> };

const knownFields = [
  ...['key', 'policy', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-signature', 'success_action_status'],
  ...['content-type', 'cache-control', 'content-disposition', 'content-language', 'content-encoding', 'expires', 'bucket'],
  ...draftHeaders,
  ...bodyHeaders.filter((name) => name.startsWith('x-amz-checksum-')),
];

/**
 * PostObject: a browser's form upload, allowed by the signed policy it carries. The file is streamed to the disk and
 * cut off where it exceeds the policy's length range.
 *
 * @example
 * const reply = await postObject(service, { incoming, bucketName, boundary, body: request })
 */
export async function postObject(service: Service, request: Request): Promise<Reply> {
  const { fields, file } = await readForm(createReader(request.body), request.boundary);
  const { caller, policy } = verifyPolicy(fields, { service, bucketName: request.bucketName });
  const unknown = Object.keys(fields).find((field) => !knownFields.includes(field) && !/^x-(?:amz-meta|ignore)-/.test(field));
  if (unknown) throw refuse('NotImplemented', `The form field ${unknown} is not implemented.`);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: S3's own placeholder
  const key = (fields.key ?? '').replaceAll('${filename}', () => file.name);
  const call = openCall(service, request, { fields, caller, key });
  const bucket = call.bucket();
  call.demand('s3:PutObject');
  const draft = readDraft(fields, bucket, service.clock.now());
  demandDraft(call, draft);
  const expected = readExpectation(fields, 'UNSIGNED-PAYLOAD');
  const source = limited(file.data, policy.lengthRange);
  const { id, digest } = await storeStream(service.store, expected, { source, trailers: {} });
  const { versionId } = await publish(call, { key, draft, content: toContent(id, digest), conditions: {} });
  return answer(call, { key, etag: digest.etag, versionId, status: fields.success_action_status });
}

function openCall(service: Service, request: Request, form: { fields: Record<string, string>; caller: Caller; key: string }): Call {
  if (form.key === '') throw refuse('InvalidArgument', 'Bucket POST must contain a field named "key".');
  return createCall(service, {
    // The form's fields are what a PUT has as headers; those of the POST itself say nothing of the object.
    incoming: { ...request.incoming, headers: { ...form.fields } },
    place: { bucketName: request.bucketName, key: checkKey(form.key) },
    caller: form.caller,
    body: request.body,
  });
}

async function* limited(data: AsyncIterable<Buffer>, range: Policy['lengthRange']): AsyncGenerator<Buffer> {
  let bytes = 0;
  const detail = () => ({ detail: { ProposedSize: String(bytes), MinSizeAllowed: String(range?.min), MaxSizeAllowed: String(range?.max) } });
  for await (const chunk of data) {
    bytes += chunk.length;
    if (range && bytes > range.max) throw refuse('EntityTooLarge', undefined, detail());
    yield chunk;
  }
  if (range && bytes < range.min) throw refuse('EntityTooSmall', undefined, detail());
}

function answer(call: Call, object: { key: string; etag: string; versionId: string; status?: string }): Reply {
  const location = `/${call.bucketName}/${encodeURIComponent(object.key).replaceAll('%2F', '/')}`;
  const headers = { etag: `"${object.etag}"`, location, ...versionHeader(call, object.versionId) };
  const status = ['200', '201'].includes(object.status ?? '') ? Number(object.status) : 204;
  if (status !== 201) return { status, headers };
  const document = toXml('PostResponse', { Location: location, Bucket: call.bucketName, Key: object.key, ETag: headers.etag });
  return { status, headers, document };
}
