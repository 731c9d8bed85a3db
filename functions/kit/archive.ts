import { createHash } from 'node:crypto';
import { fail } from '../../shared/kit/errors.ts';

/** Length, digest and type of an upload; all of them are part of the signature. */
export type UploadRequest = { key: string; sha256: string; size: number; contentType: string };
export type PresignedUpload = { url: string; headers: Record<string, string>; expiresAt: string };
export type StoredObject = { size: number; contentType?: string; sha256?: string; versionId?: string };
export type KeepRequest = { from: string; key: string; retainUntil: string; metadata?: Record<string, string> };
export type KeptObject = { versionId: string; sm3: string; sha256: string; size: number };

/** The buckets: uploads arrive in the inbox, papers are kept in the archive under Object Lock. Digests are lower-case hex. */
export type Archive = {
  /** An address to which the browser sends exactly these bytes, for five minutes, once. */
  presignUpload(request: UploadRequest): Promise<PresignedUpload>;
  /** What arrived in the inbox; undefined when nothing did. */
  head(key: string): Promise<StoredObject | undefined>;
  /** Copies inbox → archive under COMPLIANCE lock; asked again, it answers the version that is locked already. */
  keep(request: KeepRequest): Promise<KeptObject>;
  presignDownload(request: { key: string; versionId: string; fileName: string }): Promise<{ url: string; expiresAt: string }>;
  /** Writes a text of the office's own under COMPLIANCE lock; a key that exists stays as it is. */
  write(request: { key: string; body: string; retainUntil: string; contentType?: string }): Promise<{ versionId?: string; isNew: boolean }>;
};

type Buckets = { readonly inbox: string; readonly archive: string /** One machine has no host name for each bucket. */; readonly isPathStyle: boolean };
/** Life of a presigned address, in seconds. */
const presignedSeconds = 300;

/** Loaded at the first use: most requests need no S3. */
const loaded = { s3: () => import('@aws-sdk/client-s3'), presigner: () => import('@aws-sdk/s3-request-presigner') };
type S3 = Awaited<ReturnType<typeof loaded.s3>>;
let client: InstanceType<S3['S3Client']> | undefined;

async function s3({ isPathStyle }: Buckets): Promise<{ sdk: S3; client: InstanceType<S3['S3Client']> }> {
  const sdk = await loaded.s3();
  client ??= new sdk.S3Client({ forcePathStyle: isPathStyle });
  return { sdk, client };
}

/** @param nowMs milliseconds since 1970 */
export const openArchive = (buckets: Buckets, nowMs: number): Archive => ({
  presignUpload: (request) => presignUpload(buckets, nowMs, request),
  head: (key) => head(buckets, { bucket: buckets.inbox, key }),
  keep: (request) => keep(buckets, request),
  presignDownload: (request) => presignDownload(buckets, nowMs, request),
  write: (request) => write(buckets, request),
});

const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const hex = (text: string | undefined): string | undefined => text && Buffer.from(text, 'base64').toString('hex');
const expiry = (nowMs: number): string => new Date(nowMs + presignedSeconds * 1000).toISOString();

async function presignUpload(buckets: Buckets, nowMs: number, { key, sha256, size, contentType }: UploadRequest): Promise<PresignedUpload> {
  const [{ sdk, client: sender }, { getSignedUrl }] = await Promise.all([s3(buckets), loaded.presigner()]);
  const headers = { 'content-type': contentType, 'x-amz-checksum-sha256': base64(sha256), 'if-none-match': '*' };
  const command = new sdk.PutObjectCommand({
    Bucket: buckets.inbox,
    Key: key,
    ContentType: contentType,
    ContentLength: size,
    ChecksumSHA256: base64(sha256),
    IfNoneMatch: '*',
  });
  const signed = new Set([...Object.keys(headers), 'content-length', 'host']);
  const url = await getSignedUrl(sender, command, { expiresIn: presignedSeconds, signableHeaders: signed, unhoistableHeaders: signed });
  return { url, headers, expiresAt: expiry(nowMs) };
}

async function head(buckets: Buckets, { bucket, key }: { bucket: string; key: string }): Promise<StoredObject | undefined> {
  const { sdk, client: sender } = await s3(buckets);
  const answer = await sender.send(new sdk.HeadObjectCommand({ Bucket: bucket, Key: key, ChecksumMode: 'ENABLED' })).catch(unless('NotFound'));
  if (!answer) return undefined;
  const sha256 = hex(answer.ChecksumSHA256);
  return {
    size: answer.ContentLength ?? 0,
    ...(answer.ContentType ? { contentType: answer.ContentType } : {}),
    ...(sha256 ? { sha256 } : {}),
    ...(answer.VersionId ? { versionId: answer.VersionId } : {}),
  };
}

/** The copy is pinned to the bytes that were hashed: what replaces them in the meantime is refused. */
async function keep(buckets: Buckets, { from, key, retainUntil, metadata }: KeepRequest): Promise<KeptObject> {
  const { inbox, archive } = buckets;
  const { sdk, client: sender } = await s3(buckets);
  const source = await sender.send(new sdk.GetObjectCommand({ Bucket: inbox, Key: from })).catch(unless('NoSuchKey'));
  if (!source?.Body) return fail('scan.notArrived');
  const [sm3, sha256] = [createHash('sm3'), createHash('sha256')];
  let size = 0;
  for await (const chunk of source.Body as AsyncIterable<Uint8Array>) {
    sm3.update(chunk);
    sha256.update(chunk);
    size += chunk.length;
  }
  const digests = { sm3: sm3.digest('hex'), sha256: sha256.digest('hex'), size };
  const copied = await sender
    .send(
      new sdk.CopyObjectCommand({
        Bucket: archive,
        Key: key,
        CopySource: `${inbox}/${encodeURIComponent(from).replaceAll('%2F', '/')}`,
        CopySourceIfMatch: source.ETag,
        IfNoneMatch: '*',
        ChecksumAlgorithm: 'SHA256',
        MetadataDirective: 'REPLACE',
        Metadata: { sm3: digests.sm3, ...metadata },
        ...(source.ContentType ? { ContentType: source.ContentType } : {}),
        ObjectLockMode: 'COMPLIANCE',
        ObjectLockRetainUntilDate: new Date(retainUntil),
      }),
    )
    .catch(unless('PreconditionFailed'));
  const versionId = copied?.VersionId ?? (await head(buckets, { bucket: archive, key }))?.versionId;
  return versionId ? { versionId, ...digests } : fail('scan.otherBytes');
}

async function presignDownload(buckets: Buckets, nowMs: number, { key, versionId, fileName }: { key: string; versionId: string; fileName: string }) {
  const [{ sdk, client: sender }, { getSignedUrl }] = await Promise.all([s3(buckets), loaded.presigner()]);
  const ResponseContentDisposition = `inline; filename*=UTF-8''${encodeURIComponent(fileName)}`;
  const command = new sdk.GetObjectCommand({ Bucket: buckets.archive, Key: key, VersionId: versionId, ResponseContentDisposition });
  return { url: await getSignedUrl(sender, command, { expiresIn: presignedSeconds }), expiresAt: expiry(nowMs) };
}

async function write(buckets: Buckets, { key, body, retainUntil, contentType }: { key: string; body: string; retainUntil: string; contentType?: string }) {
  const { sdk, client: sender } = await s3(buckets);
  const command = new sdk.PutObjectCommand({
    Bucket: buckets.archive,
    Key: key,
    Body: body,
    ContentType: contentType ?? 'text/plain; charset=utf-8',
    ChecksumAlgorithm: 'SHA256',
    IfNoneMatch: '*',
    ObjectLockMode: 'COMPLIANCE',
    ObjectLockRetainUntilDate: new Date(retainUntil),
  });
  const written = await sender.send(command).catch(unless('PreconditionFailed'));
  return { isNew: written !== undefined, ...(written?.VersionId ? { versionId: written.VersionId } : {}) };
}

/** Turns the named refusal of S3 into undefined. */
const unless =
  (name: string) =>
  (error: unknown): undefined => {
    if (error instanceof Error && error.name === name) return undefined;
    throw error;
  };
