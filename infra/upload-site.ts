import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** What the console reads beside its page: where people sign in, and under which name. */
export type SiteConfig = { readonly issuer: string; readonly clientId: string };

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
/** Names of assets hold a hash of their content; everything else is asked for anew each time. */
const cacheOf = (name: string): string => (name.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');

/**
 * Puts the console's files into its bucket. The page itself comes last, so that nobody gets a page whose parts are not there
 * yet; earlier assets stay for those who have the earlier page open.
 *
 * @param dir the built console
 * @returns the names of the files, in the order in which they were put
 * @throws Error when the folder holds no console
 * @example
 * await uploadSite(new S3Client({ region }), { bucket, dir: 'admin/dist', config: { issuer, clientId } })
 */
export async function uploadSite(client: S3Client, site: { bucket: string; dir: string; config: SiteConfig }): Promise<string[]> {
  const { bucket, dir, config } = site;
  const names = filesOf(dir);
  if (!names.includes('index.html')) throw new Error(`expected a built console in ${dir}, got no index.html`);
  const put = (name: string, body: Uint8Array | string) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, ContentType: typeOf(name), CacheControl: cacheOf(name) }));
  const parts = names.filter((name) => name !== 'index.html' && name !== 'config.json');
  for (const name of parts) await put(name, readFileSync(join(dir, name)));
  await put('config.json', JSON.stringify({ ...config, isLocal: false }));
  await put('index.html', readFileSync(join(dir, 'index.html')));
  return [...parts, 'config.json', 'index.html'];
}

/** CloudFront packs files by itself, so those packed beforehand stay here, as do notes of the build. */
function filesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(sep, '/'))
    .filter((name) => !name.endsWith('.br') && !name.startsWith('.') && statSync(join(dir, name)).isFile())
    .toSorted();
}

function typeOf(name: string): string {
  const type = types[extname(name)];
  if (!type) throw new Error(`expected a file of a known type, got ${name}`);
  return type;
}
