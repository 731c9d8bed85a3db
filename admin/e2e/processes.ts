import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A program of the repository in a process of its own. */
export type Process = {
  /** What it has printed so far. */
  readonly lines: readonly string[];
  /** What it has complained of. */
  readonly errors: readonly string[];
  /** Waits until it has printed a line like this; fails when it ends before. */
  printed(wanted: RegExp): Promise<string>;
  /** Hears each line that it prints from now on. */
  hear(listener: (line: string) => void): void;
  /** Ends it at once, whatever it is doing (SIGKILL). */
  kill(): Promise<void>;
};

/** How long a line may take on a busy machine. */
const patienceMs = 180_000;

/** @example const bank = startProcess(['infra/rehearsal/play-house.ts', '--as', 'bank']) */
export function startProcess(command: readonly string[]): Process {
  const child: ChildProcess = spawn(process.execPath, [...command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  const errors: string[] = [];
  const listeners: ((line: string) => void)[] = [];
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  for (const [stream, kept] of [
    [child.stdout, lines],
    [child.stderr, errors],
  ] as const) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      kept.push(line);
      if (kept === lines) for (const listener of listeners) listener(line);
    });
  }
  return {
    lines,
    errors,
    hear: (listener) => void listeners.push(listener),
    async printed(wanted) {
      const end = performance.now() + patienceMs;
      for (;;) {
        const line = lines.find((one) => wanted.test(one));
        if (line !== undefined) return line;
        const isOver = child.exitCode !== null || child.signalCode !== null || performance.now() > end;
        if (isOver) throw new Error(`${command.join(' ')}: expected ${wanted}, got\n${[...lines, ...errors].slice(-20).join('\n')}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async kill() {
      process.off('exit', kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      kill();
      await exited;
    },
  };
}
