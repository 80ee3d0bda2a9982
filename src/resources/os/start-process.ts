import type { Readable, Writable } from 'node:stream';
import { debug } from '../../shared/debug';
import { systemError } from '../../shared/system-error';
import { openForPackage } from './own-openings';

type Execa = typeof import('execa', { with: { 'resolution-mode': 'import' }});

let loading: Promise<Execa> | undefined;

/** execa is ESM-only: loaded once, by a real import, in the outer realm. */
function loadExeca(): Promise<Execa> {
  loading ??= import('execa').catch((error: unknown) => {
    loading = undefined;
    throw systemError(error, 'Loading what starts processes') ?? error;
  });
  return loading;
}

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
}

/** Runs a short command to its end. Never throws for what the command does; `failure` says what the operating system said. */
export async function runOnce(command: string, args: readonly string[], { cwd, env, timeoutMs }: RunOnceOptions): Promise<RanOnce> {
  const { execa } = await loadExeca();
  const options = { cwd, env, extendEnv: false, timeout: timeoutMs, reject: false, stdin: 'ignore' } as const;
  // Wrapped: the result can be awaited, and an async function must not await it here already.
  const { running } = openForPackage(() => ({ running: execa(command, [...args], options) }));
  const result = await running;
  return {
    exitCode: result.exitCode,
    stdout: String(result.stdout ?? ''),
    stderr: String(result.stderr ?? ''),
    failure: result.failed ? result.shortMessage : undefined,
    cause: result.cause,
  };
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
export async function startLongProcess(
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  starting: Starting = (start) => start(),
): Promise<LongProcess> {
  const { execa } = await loadExeca();
  const piped = { stdin: 'pipe', stdout: 'pipe', stderr: 'pipe' } as const;
  const how = { ...options, ...piped, extendEnv: false, detached: true, cleanup: false, reject: false, buffer: false } as const;
  const { child } = openForPackage(() => starting(() => ({ child: execa(command, [...args], how) })));
  debug('process', () => `${child.pid} starts: ${[command, ...args].join(' ')}`);
  const ended = new Promise<Awaited<LongProcess['ended']>>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
    child.once('error', (failure) => resolve({ code: null, signal: null, failure }));
    // What cannot even be tried has no events: only its result says so.
    if (child.pid === undefined) void child.then(({ cause }) => resolve({ code: null, signal: null, failure: cause as Error }));
  });
  void ended.then((how) => debug('process', () => `${child.pid} ended: ${how.failure?.message ?? how.signal ?? `exit code ${how.code}`}`));
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) (stream as unknown as { unref?: () => void }).unref?.();
  return { pid: child.pid, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended };
}
