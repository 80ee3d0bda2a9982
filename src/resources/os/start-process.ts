import { type ChildProcessWithoutNullStreams, type ExecFileException, execFile, spawn } from 'node:child_process';
import { PassThrough, type Readable, type Writable } from 'node:stream';
import { debug } from '../../shared/debug';
import { openForPackage } from './own-openings';

export interface RanOnce {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly failure: string | undefined;
  readonly cause: unknown;
}

export interface RunOnceOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** Called in the very turn in which it starts. */
  readonly onStart?: (pid: number) => void;
}

/** More than this is no answer. */
const MOST_OUTPUT = 100_000_000;

/** Runs a short command to its end. Never throws for what the command does; `failure` says what the operating system said. */
export function runOnce(command: string, args: readonly string[], { cwd, env, timeoutMs, onStart }: RunOnceOptions): Promise<RanOnce> {
  return new Promise((settle) => {
    // What may ignore its limit has none.
    const options = { cwd, env, timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: MOST_OUTPUT } as const;
    const read = (error: ExecFileException | null, stdout: string, stderr: string): void =>
      settle({ exitCode: exitCodeOf(error), stdout, stderr, failure: failureOf(error, timeoutMs), cause: error ?? undefined });
    try {
      const child = openForPackage(() => execFile(command, args, options, read));
      child.stdin?.end();
      if (child.pid !== undefined) onStart?.(child.pid);
    } catch (error) {
      // What cannot even be tried, such as a name with a zero in it.
      read(error as ExecFileException, '', '');
    }
  });
}
function exitCodeOf(error: ExecFileException | null): number | undefined {
  if (error === null) return 0;
  return typeof error.code === 'number' ? error.code : undefined;
}

function failureOf(error: ExecFileException | null, timeoutMs: number): string | undefined {
  if (error === null) return undefined;
  return error.killed ? `it did not end within ${timeoutMs} ms` : error.message;
}

/** A process that lives until its standard input closes. Not a promise, so that it can be awaited for without waiting for its end. */
export interface LongProcess {
  readonly pid: number | undefined;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** `exit`, not `close`: a grandchild that inherited stdout would delay `close`. `failure`: it could not be started at all. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null; readonly failure?: Error }>;
}

/** Around the very call that starts a process. */
export type Starting = <T extends { readonly child: { readonly pid?: number | undefined } }>(start: () => T) => T;

/**
 * Starts such a process, unreferenced: it never keeps a run alive.
 *
 * Detached: a Ctrl-C in Jest's terminal group must not reach it, or Python prints a traceback; the closed pipe is what ends it.
 */
export function startLongProcess(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  starting: Starting = (start) => start(),
): LongProcess {
  const child = openForPackage(() => starting(() => ({ child: startOrSay(command, args, options) }))).child;
  debug('process', () => `${child.pid} starts: ${[command, ...args].join(' ')}`);
  void child.ended.then(({ code, signal, failure }) =>
    debug('process', () => `${child.pid} ended: ${failure?.message ?? signal ?? `exit code ${code}`}`),
  );
  return child;
}

/** On Windows what npm installs is a script, which the system's own way does not start. */
function start(...args: Parameters<typeof spawn>): ChildProcessWithoutNullStreams {
  const starter = process.platform === 'win32' ? (require('cross-spawn') as typeof spawn) : spawn;
  return starter(...args) as ChildProcessWithoutNullStreams;
}

/** What cannot even be tried, and what finds no descriptor for its pipes, is a process that never was: its `failure` says why. */
function startOrSay(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): LongProcess {
  try {
    const child = start(command, [...args], { ...options, stdio: 'pipe', detached: true, windowsHide: true });
    const ended = endOf(child);
    return child.stdin === undefined ? neverStarted(ended) : unreferenced(child, ended);
  } catch (error) {
    return neverStarted(Promise.resolve({ code: null, signal: null, failure: error as Error }));
  }
}

function endOf(child: ChildProcessWithoutNullStreams): LongProcess['ended'] {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    // Not once: a second one would have no listener, and end this process.
    child.on('error', (failure) => resolve({ code: null, signal: null, failure }));
  });
}

function unreferenced(child: ChildProcessWithoutNullStreams, ended: LongProcess['ended']): LongProcess {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref?: () => void }).unref?.();
  return { pid: child.pid, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended };
}

function neverStarted(ended: LongProcess['ended']): LongProcess {
  return { pid: undefined, stdin: new PassThrough(), stdout: new PassThrough().end(), stderr: new PassThrough().end(), ended };
}
