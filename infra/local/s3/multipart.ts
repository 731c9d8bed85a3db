import { randomBytes } from 'node:crypto';
import { storeBody } from './body.ts';
import { type Call, type Reply, wholeNumber } from './call.ts';
import { type Algorithm, algorithms, checksumHeader, findAlgorithm } from './checksums.ts';
import { type Headers, readExpectation } from './digest.ts';
import { demandDraft, readDraft } from './draft.ts';
import { refuse } from './errors.ts';
import { addUpload, findUpload, listParts, putPart, removeUpload, type Upload } from './uploads.ts';
import type { Checksum } from './versions.ts';
import { toXml } from './xml.ts';

const maxPartNumber = 10_000;
const maxListed = 1000;

/**
 * CreateMultipartUpload. A checksum algorithm named here binds all parts. Without one each part may have its own, and the
 * object gets a CRC64NVME of the whole, as in S3.
 *
 * @example
 * const reply = await createUpload(call)
 */
export async function createUpload(call: Call): Promise<Reply> {
  const { store, clock } = call.service;
  const draft = readDraft(call.headers, call.bucket(), clock.now());
  demandDraft(call, draft);
  const { algorithm, type, isExplicit } = readChecksumKind(call.headers);
  const id = randomBytes(48).toString('base64url');
  const at = { bucket: call.bucketName, key: call.key };
  await store.write(() => addUpload(store, { id, ...at, initiated: clock.now(), algorithm, checksumType: type, isExplicit, draft }));
  const document = toXml('InitiateMultipartUploadResult', { Bucket: at.bucket, Key: at.key, UploadId: id });
  const headers = { 'x-amz-checksum-algorithm': algorithm, 'x-amz-checksum-type': type };
  return { status: 200, headers: isExplicit ? headers : {}, document };
}

/**
 * UploadPart.
 *
 * @example
 * const reply = await uploadPart(call)
 */
export async function uploadPart(call: Call): Promise<Reply> {
  const { store, clock } = call.service;
  const upload = currentUpload(call);
  const number = wholeNumber(call, 'partNumber', 0);
  if (number < 1 || number > maxPartNumber) throw refuse('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive');
  const expected = readExpectation(call.headers, call.payload.hash, upload.algorithm);
  if (upload.isExplicit && expected.algorithm !== upload.algorithm)
    throw refuse(
      'InvalidRequest',
      `Checksum Type mismatch occurred, expected checksum Type: ${upload.algorithm.toLowerCase()}, actual checksum Type: ${expected.algorithm.toLowerCase()}`,
    );
  const { id: blob, digest } = await storeBody(call, expected);
  const { sizeBytes, etag, algorithm, checksum } = digest;
  try {
    await store.write((transaction) => {
      currentUpload(call);
      putPart(store, transaction, { upload: upload.id, part: { number, blob, sizeBytes, etag, algorithm, checksum, modified: clock.now() } });
    });
  } catch (error) {
    store.blobs.remove([blob]);
    throw error;
  }
  return { status: 200, headers: { etag: `"${etag}"`, [checksumHeader(algorithm)]: checksum } };
}

/**
 * ListParts.
 *
 * @example
 * const reply = listUploadParts(call)
 */
export function listUploadParts(call: Call): Reply {
  const upload = currentUpload(call);
  const after = wholeNumber(call, 'part-number-marker', 0);
  const limit = Math.min(wholeNumber(call, 'max-parts', maxListed), maxListed);
  const parts = listParts(call.service.store, upload.id, { after, limit: limit + 1 });
  const shown = parts.slice(0, limit);
  const document = toXml('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    StorageClass: 'STANDARD',
    ChecksumAlgorithm: upload.algorithm,
    ChecksumType: upload.checksumType,
    PartNumberMarker: after,
    NextPartNumberMarker: shown.at(-1)?.number ?? after,
    MaxParts: limit,
    IsTruncated: parts.length > limit,
    Part: shown.map((part) => ({
      PartNumber: part.number,
      LastModified: new Date(part.modified).toISOString(),
      ETag: `"${part.etag}"`,
      Size: part.sizeBytes,
      [`Checksum${part.algorithm}`]: part.checksum,
    })),
  });
  return { status: 200, document };
}

/**
 * AbortMultipartUpload: upload and parts are gone.
 *
 * @example
 * const reply = await abortUpload(call)
 */
export async function abortUpload(call: Call): Promise<Reply> {
  const { store } = call.service;
  await store.write((transaction) => removeUpload(store, transaction, { id: currentUpload(call).id, kept: new Set() }));
  return { status: 204 };
}

/**
 * The upload a request names. Throws NoSuchUpload.
 *
 * @example
 * const upload = currentUpload(call)
 */
export function currentUpload(call: Call): Upload {
  const id = call.query.get('uploadId') ?? '';
  const upload = findUpload(call.service.store, { id, bucket: call.bucket().name, key: call.key });
  if (!upload) throw refuse('NoSuchUpload', undefined, { detail: { UploadId: id } });
  return upload;
}

function readChecksumKind(headers: Headers): { algorithm: Algorithm; type: Checksum['type']; isExplicit: boolean } {
  const isExplicit = headers['x-amz-checksum-algorithm'] !== undefined;
  const name = headers['x-amz-checksum-algorithm'] ?? 'CRC64NVME';
  const algorithm = findAlgorithm(name);
  if (!algorithm) throw refuse('InvalidRequest', `Checksum algorithm provided is unsupported: ${name}`);
  const { isComposite, isFullObject } = algorithms[algorithm];
  const type = headers['x-amz-checksum-type']?.toUpperCase() ?? (isComposite ? 'COMPOSITE' : 'FULL_OBJECT');
  if ((type === 'COMPOSITE' && isComposite) || (type === 'FULL_OBJECT' && isFullObject)) return { algorithm, type, isExplicit };
  throw refuse('InvalidRequest', `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`);
}
