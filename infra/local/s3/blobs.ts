import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';

/** A file of data; an object is one of them or, after a multipart upload, several in order. */
export type Piece = { id: string; sizeBytes: number };

export type Blobs = {
  /** Writes a new file and returns its id once data and directory entry are on the disk. Nothing stays on failure. */
  write(source: AsyncIterable<Buffer>): Promise<string>;
  /** The bytes `start` to `end` (both included) of the pieces laid end to end. Call `pin` first. */
  read(pieces: Piece[], range: { start: number; end: number }): AsyncGenerator<Buffer>;
  /** Keeps the files until the returned function is called, even if they are removed meanwhile. */
  pin(pieces: Piece[]): () => void;
  remove(ids: string[]): void;
  /** Drops the files no row refers to: written before a crash, never acknowledged. Returns how many. */
  sweep(referenced: Set<string>): number;
};

/**
 * The data files under a folder.
 *
 * @example
 * const blobs = openBlobs(path.join(dir, 'blobs'))
 * const id = await blobs.write(request)
 */
export function openBlobs(dir: string): Blobs {
  fs.mkdirSync(dir, { recursive: true });
  syncFolder(path.dirname(dir));
  const pathOf = (id: string) => path.join(dir, id);
  const { pin, remove } = createPins((id) => fs.rmSync(pathOf(id), { force: true }));
  return {
    pin,
    remove,
    async write(source) {
      const id = randomUUID();
      const file = await open(pathOf(id), 'wx');
      try {
        for await (const chunk of source) await writeAll(file, chunk);
        await file.datasync();
        await file.close();
        await syncEntries(dir);
        return id;
      } catch (error) {
        await file.close();
        fs.rmSync(pathOf(id), { force: true });
        throw error;
      }
    },
    async *read(pieces, range) {
      let offset = 0;
      for (const piece of pieces) {
        const start = Math.max(range.start - offset, 0);
        const end = Math.min(range.end - offset, piece.sizeBytes - 1);
        offset += piece.sizeBytes;
        if (start <= end) yield* fs.createReadStream(pathOf(piece.id), { start, end, highWaterMark: 256 * 1024 });
      }
    },
    sweep(referenced) {
      const orphans = fs.readdirSync(dir).filter((id) => !referenced.has(id));
      remove(orphans);
      return orphans.length;
    },
  };
}

/** Puts off the removal of what is being read until nobody reads it. */
function createPins(removeNow: (id: string) => void): Pick<Blobs, 'pin' | 'remove'> {
  const pins = new Map<string, number>();
  const doomed = new Set<string>();
  const unpin = (id: string) => {
    const count = (pins.get(id) ?? 1) - 1;
    if (count > 0) return void pins.set(id, count);
    pins.delete(id);
    if (doomed.delete(id)) removeNow(id);
  };
  return {
    remove(ids) {
      for (const id of ids) {
        if (pins.has(id)) doomed.add(id);
        else removeNow(id);
      }
    },
    pin(pieces) {
      for (const { id } of pieces) pins.set(id, (pins.get(id) ?? 0) + 1);
      let isHeld = true;
      return () => {
        if (isHeld) for (const { id } of pieces) unpin(id);
        isHeld = false;
      };
    },
  };
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at)).bytesWritten;
}

/** A file's entry is on the disk only after its folder was synced. */
async function syncEntries(dir: string): Promise<void> {
  const folder = await open(dir, 'r');
  await folder.sync().finally(() => folder.close());
}

function syncFolder(dir: string): void {
  const descriptor = fs.openSync(dir, 'r');
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
}
