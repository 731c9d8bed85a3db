import { createReadStream, type Stats, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

export type HandleSite = (request: IncomingMessage, response: ServerResponse, path: string) => Promise<void>;

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};
/** A build puts a hash of the content into these names. */
const immutable = /[.-][\w-]{8,}\.\w+$/;

/**
 * Serves the console's files. A path that names no file gets index.html, so that the console's own router can show it.
 *
 * @example
 * const site = createSite({ dirs: ['admin/dist'], headers: { 'x-content-type-options': 'nosniff' } })
 */
export function createSite(options: { dirs: string[]; headers: Record<string, string> }): HandleSite {
  return async (request, response, path) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    const name = decodePath(path);
    if (name === undefined) return refuse(response, 400);
    const isPage = extname(name) === '';
    const file = find(options.dirs, name) ?? (isPage ? find(options.dirs, 'index.html') : undefined);
    if (!file) return refuse(response, 404);
    const isHashed = name.startsWith(`assets${sep}`) && immutable.test(name);
    const accepts = String(request.headers['accept-encoding'] ?? '');
    const packed = /\bbr\b/.test(accepts) ? statFile(`${file.path}.br`) : undefined;
    const chosen = packed ?? file;
    const etag = `"${chosen.stats.size.toString(36)}-${Math.floor(chosen.stats.mtimeMs).toString(36)}"`;
    const headers: Record<string, string | number> = {
      ...options.headers,
      'content-type': types[extname(file.path)] ?? 'application/octet-stream',
      'cache-control': isHashed ? 'public, max-age=31536000, immutable' : 'no-cache',
      etag,
      vary: 'accept-encoding',
      ...(packed ? { 'content-encoding': 'br' } : {}),
    };
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
    response.writeHead(200, { ...headers, 'content-length': chosen.stats.size });
    if (request.method === 'HEAD') return void response.end();
    await pipeline(createReadStream(chosen.path), response);
  };
}

type Found = { path: string; stats: Stats };

function find(dirs: string[], name: string): Found | undefined {
  for (const dir of dirs) {
    const found = statFile(join(dir, name));
    if (found) return found;
  }
  return undefined;
}

function statFile(path: string): Found | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isFile() ? { path, stats } : undefined;
}

/** The path inside the folder, or undefined when it is malformed or leads out of it. */
function decodePath(path: string): string | undefined {
  try {
    const name = normalize(decodeURIComponent(path).replace(/^\/+/, ''));
    return name.includes('\0') || name.startsWith('..') ? undefined : name === '.' ? 'index.html' : name;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-type': 'text/plain' }).end();
}
