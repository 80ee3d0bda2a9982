import type { LineWait, ProcessFacade, SpawnRequest } from '../../shared/boundaries/facade';
import { DspexError } from '../../shared/errors';
import { asyncDispose } from '../facade/async-dispose';
import type { GetContext } from '../facade/current-context';
import { remade, remadeLater } from '../facade/own-realm';

const READY_TIMEOUT_MS = 10_000;

/** How a process is started, and when it counts as ready. */
export interface SpawnOptions {
  /** Relative to rootDir, which it is by default. */
  readonly cwd?: string;
  /** Over the test's own `process.env`; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A line that it says, or a port that it listens on: `spawn` waits for it. */
  readonly readyWhen?: RegExp | number;
  /** The longest that it may take to be ready, in milliseconds. Default: 10000. */
  readonly readyTimeoutMs?: number;
}

/** A process that ends with the test. */
export interface StartedProcess extends AsyncDisposable {
  readonly pid: number;
  /** The end of what it has said so far: stdout and stderr as they came, at most 64 KB. */
  readonly output: string;
  /** Writes to its stdin. */
  write(text: string): void;
  closeInput(): void;
  /** Resolved when it ends, by itself or not. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** The first line that matches, of those it said before, too. Throws PROCESS_NOT_READY when it ends first, or takes longer. */
  ready(line: RegExp, options?: { readonly timeoutMs?: number }): Promise<string>;
  /** Closes its input, waits, SIGTERM, waits, SIGKILL; it and everything below it. */
  stop(): Promise<void>;
}

interface Spawn {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
  readonly openedAt: string;
}

export async function spawnProcess(getContext: GetContext, { command, args, options, openedAt }: Spawn): Promise<ProcessFacade> {
  if (typeof command !== 'string' || command === '' || !Array.isArray(args) || args.some((arg) => typeof arg !== 'string'))
    throw new DspexError({
      code: 'RESOURCE_INVALID',
      what: `spawn was given ${JSON.stringify([command, args])}.`,
      why: 'it takes a program and a list of texts; a shell is none of them',
      next: "dspex.resources.spawn('node', ['server.js', String(port)])",
    });
  const { cwd = null, env = {} } = options;
  const request = { command, args: [...args], cwd, env: { ...env }, ready: readyOf(options) };
  return remadeLater(() => getContext().resources.spawn(request, openedAt));
}

export function processView(facade: ProcessFacade): StartedProcess {
  const stop = (): Promise<void> => remadeLater(() => facade.release());
  return {
    pid: facade.pid,
    get output() {
      return facade.output();
    },
    write: (text) => remade(() => facade.write(text)),
    closeInput: () => remade(() => facade.closeInput()),
    get ended() {
      return facade.ended().then((text) => JSON.parse(text));
    },
    ready: (line, { timeoutMs = READY_TIMEOUT_MS } = {}) => remadeLater(() => facade.waitForLine(lineWait(line, timeoutMs))),
    stop,
    [asyncDispose]: stop,
  };
}

function readyOf({ readyWhen, readyTimeoutMs = READY_TIMEOUT_MS }: SpawnOptions): SpawnRequest['ready'] {
  if (readyWhen === undefined) return null;
  if (typeof readyWhen !== 'number' && Object.prototype.toString.call(readyWhen) !== '[object RegExp]')
    throw new DspexError({
      code: 'RESOURCE_INVALID',
      what: `spawn was given readyWhen: ${JSON.stringify(readyWhen)}.`,
      why: 'it is a RegExp, for a line that the process says, or the number of a port, for somebody to listen on it',
      next: "dspex.resources.spawn('node', ['server.js', String(port)], { readyWhen: port })",
    });
  return typeof readyWhen === 'number' ? { port: readyWhen, timeoutMs: readyTimeoutMs } : lineWait(readyWhen, readyTimeoutMs);
}

function lineWait(line: RegExp, timeoutMs: number): LineWait {
  // A copy: with the flag g, `test` would remember where it was.
  const pattern = new RegExp(line.source, line.flags.replace(/[gy]/g, ''));
  return { matches: (text) => pattern.test(text), what: `a line like ${line}`, timeoutMs };
}
