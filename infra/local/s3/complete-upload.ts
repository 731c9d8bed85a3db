import { createHash } from 'node:crypto';
import { readDocument } from './body.ts';
import type { Call, Reply } from './call.ts';
import { algorithmNames, algorithms, checksumHeader } from './checksums.ts';
import { checkWrite } from './conditions.ts';
import { createDigester } from './digest.ts';
import { refuse } from './errors.ts';
import { currentUpload } from './multipart.ts';
import { versionHeader } from './read-object.ts';
import { listParts, type Part, removeUpload, type Upload } from './uploads.ts';
import { addVersion, type Checksum, type Content, findVersion } from './versions.ts';
import { childText, expectChildren, toXml, type XmlElement } from './xml.ts';

/** S3's least size of a part that is not the last: 5 MiB. */
const minPartBytes = 5 * 1024 ** 2;
const maxParts = 10_000;

/**
 * CompleteMultipartUpload. The parts' data files become the object's, in order: nothing is copied. They are read once,
 * for the SHA-256 of the whole, and a racing abort or second completion finds out at the write.
 *
 * @example
 * const reply = await completeUpload(call)
 */
export async function completeUpload(call: Call): Promise<Reply> {
  const { store, clock } = call.service;
  const bucket = call.bucket();
  const upload = currentUpload(call);
  const document = await readDocument({ ...call, headers: withoutChecksums(call) }, 'CompleteMultipartUpload', { needsDigest: false });
  const parts = chooseParts(call, upload, document);
  const content = await toContent(call, upload, parts);
  checkClaims(call, upload, content);
  const kept = new Set(parts.map((part) => part.blob));
  const { versionId } = await store.write((transaction) => {
    currentUpload(call);
    checkWrite(call.headers, findVersion(store, { bucket: bucket.name, key: call.key }));
    // A part sent anew meanwhile has taken the place of one that was chosen.
    const present = new Set(listParts(store, upload.id, { after: 0, limit: maxParts }).map((part) => part.blob));
    if (parts.some((part) => !present.has(part.blob))) throw refuse('InvalidPart');
    removeUpload(store, transaction, { id: upload.id, kept });
    return addVersion(store, transaction, { bucket, key: call.key, draft: upload.draft, content, now: clock.now() });
  });
  return {
    status: 200,
    headers: versionHeader(call, versionId),
    document: toXml('CompleteMultipartUploadResult', {
      Location: `http://${call.headers.host}/${bucket.name}/${encodeURIComponent(call.key).replaceAll('%2F', '/')}`,
      Bucket: bucket.name,
      Key: call.key,
      ETag: `"${content.etag}"`,
      ChecksumType: content.checksum.type,
      [`Checksum${content.checksum.algorithm}`]: content.checksum.value,
    }),
  };
}

/** On this operation the checksum headers speak of the object, not of the document in the body. */
function withoutChecksums(call: Call) {
  const objectHeaders = algorithmNames.map(checksumHeader);
  return Object.fromEntries(Object.entries(call.headers).filter(([name]) => !objectHeaders.includes(name)));
}

function chooseParts(call: Call, upload: Upload, document: XmlElement): Part[] {
  expectChildren(document, ['Part']);
  if (document.children.length === 0 || document.children.length > maxParts) throw refuse('MalformedXML');
  const present = new Map(listParts(call.service.store, upload.id, { after: 0, limit: maxParts }).map((part) => [part.number, part]));
  let previous = 0;
  const chosen = document.children.map((element) => {
    expectChildren(element, ['PartNumber', 'ETag', ...algorithmNames.map((name) => `Checksum${name}`)]);
    const number = Number(childText(element, 'PartNumber'));
    const part = present.get(number);
    if (!(number > previous)) throw refuse('InvalidPartOrder');
    previous = number;
    if (!part || childText(element, 'ETag')?.replaceAll('"', '') !== part.etag)
      throw refuse('InvalidPart', undefined, { detail: { PartNumber: String(number) } });
    checkPartChecksum(upload, part, childText(element, `Checksum${part.algorithm}`));
    return part;
  });
  const small = chosen.slice(0, -1).find((part) => part.sizeBytes < minPartBytes);
  if (small) throw refuse('EntityTooSmall', undefined, { detail: { PartNumber: String(small.number) } });
  return chosen;
}

function checkPartChecksum(upload: Upload, part: Part, claimed: string | undefined): void {
  if (claimed === undefined && upload.checksumType === 'COMPOSITE')
    throw refuse(
      'InvalidRequest',
      `The upload was created using a ${upload.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${part.number} in the request.`,
    );
  if (claimed !== undefined && claimed !== part.checksum) throw refuse('InvalidPart', undefined, { detail: { PartNumber: String(part.number) } });
}

async function toContent(call: Call, upload: Upload, parts: Part[]): Promise<Content> {
  const { blobs } = call.service.store;
  const pieces = parts.map((part) => ({ id: part.blob, sizeBytes: part.sizeBytes }));
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const isComposite = upload.checksumType === 'COMPOSITE';
  const algorithm = isComposite ? 'SHA256' : upload.algorithm;
  const digester = createDigester({ algorithm, isInTrailer: false, sizeBytes });
  const release = blobs.pin(pieces);
  try {
    for await (const chunk of blobs.read(pieces, { start: 0, end: sizeBytes - 1 })) digester.update(chunk);
  } finally {
    release();
  }
  const whole = digester.finish({});
  const etags = createHash('md5').update(Buffer.concat(parts.map((part) => Buffer.from(part.etag, 'hex'))));
  const checksum: Checksum = {
    algorithm: upload.algorithm,
    value: isComposite ? compose(upload, parts) : whole.checksum,
    type: upload.checksumType,
  };
  return { pieces, sizeBytes, sha256: whole.sha256, etag: `${etags.digest('hex')}-${parts.length}`, checksum };
}

/** A checksum of checksums, with the number of parts behind it. */
function compose(upload: Upload, parts: Part[]): string {
  const hasher = algorithms[upload.algorithm].create();
  for (const part of parts) hasher.update(Buffer.from(part.checksum, 'base64'));
  return `${hasher.digest().toString('base64')}-${parts.length}`;
}

function checkClaims(call: Call, upload: Upload, content: Content): void {
  const type = call.headers['x-amz-checksum-type'];
  if (type !== undefined && type.toUpperCase() !== upload.checksumType)
    throw refuse('InvalidRequest', `The upload was created using the ${upload.checksumType} checksum mode.`);
  for (const name of algorithmNames) {
    const claimed = call.headers[checksumHeader(name)];
    if (claimed !== undefined && (name !== upload.algorithm || claimed !== content.checksum.value))
      throw refuse('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  const size = call.headers['x-amz-mp-object-size'];
  if (size !== undefined && size !== String(content.sizeBytes))
    throw refuse('InvalidRequest', `The provided 'x-amz-mp-object-size' header value ${size} does not match what was computed: ${content.sizeBytes}`);
}
