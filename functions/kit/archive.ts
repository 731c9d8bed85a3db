/** Length, digest and type of an upload; all of them are part of the signature. */
export type UploadRequest = { key: string; sha256: string; size: number; contentType: string };
export type PresignedUpload = { url: string; headers: Record<string, string>; expiresAt: string };
export type StoredObject = { size: number; contentType?: string; sha256?: string; versionId?: string };

/** The buckets: uploads arrive in the inbox, papers are kept in the archive under Object Lock. */
export type Archive = {
  presignUpload(request: UploadRequest): Promise<PresignedUpload>;
  /** What arrived in the inbox; undefined when nothing did. */
  head(key: string): Promise<StoredObject | undefined>;
  /** Copies inbox → archive under COMPLIANCE lock. Answers the locked version and the SM3 of its bytes, hex. */
  keep(request: {
    from: string;
    key: string;
    retainUntil: string;
    metadata?: Record<string, string>;
  }): Promise<{ versionId: string; sm3: string; sha256: string; size: number }>;
  presignDownload(request: { key: string; versionId: string; fileName: string }): Promise<{ url: string; expiresAt: string }>;
  /** Writes bytes of the office's own under COMPLIANCE lock; a key that exists stays as it is. */
  write(request: { key: string; body: string; retainUntil: string; contentType?: string }): Promise<{ versionId?: string; isNew: boolean }>;
};
