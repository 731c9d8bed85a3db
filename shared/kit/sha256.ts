/**
 * SHA-256 of bytes in lower-case hex, in a browser, a worker or Node.
 * @example await sha256Hex(new TextEncoder().encode('abc')) // 'ba7816bf…f20015ad'
 */
export async function sha256Hex(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
