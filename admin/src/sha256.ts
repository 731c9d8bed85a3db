/**
 * SHA-256 of a file in lower-case hex.
 * @example await sha256Of(new Blob(['abc'])) // 'ba7816bf…'
 */
export async function sha256Of(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
