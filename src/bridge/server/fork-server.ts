import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { holdOpen } from '../../resources/os/hold-open';
import { type KnownProcess, knownProcess } from '../../resources/os/known-process';
import { removeFolder, socketPathIn } from '../../resources/os/private-folder';
import { type LongProcess, startLongProcess } from '../../resources/os/start-process';
import { ProcessOwner } from '../../resources/ownership/process-owner';
import { debug } from '../../shared/debug';
import { DspexError, type ErrorCode } from '../../shared/errors';
import { makeFolder } from '../../shared/make-folder';
import { PYTHON_START_FILE } from '../../shared/own-folders';
import { valueWithin } from '../../shared/waits/bounded';
import { saidToNode } from './python-words';

export interface ForkServerOptions {
  readonly executable: string;
  readonly startMethod: 'fork' | 'spawn';
  readonly spares: number;
  /** In a network namespace of its own: the kernel lets it reach nothing. */
  readonly ownNetwork: boolean;
  /** A private folder of its own; removed when the server ends, also after a SIGKILL of this process. */
  readonly folder: string;
  /** Folders removed with it, when this process died without doing so. */
  readonly alsoRemove: readonly string[];
  /** What the reaper becomes when this process has died, to finish the run. */
  readonly finish?: { readonly command: readonly string[]; readonly env: Readonly<Record<string, string>> };
  /** What everything below it is known by; null: nothing. */
  readonly runMark: number | null;
  readonly env: Readonly<Record<string, string>>;
}

export interface ChildExit {
  readonly pid: number;
  readonly code: number | null;
  readonly signal: string | null;
  readonly maxRssKb: number | null;
  readonly reason: string;
}

export interface ForkServerInfo {
  readonly socketPath: string;
  readonly serverPid: number;
  readonly reaperPid: number;
  readonly python: string;
  readonly dspy: string | null;
}

type ServerEvent =
  | { event: 'ready'; pid: number; serverPid: number; python: string; dspy: string | null }
  | { event: 'failed'; code: ErrorCode; what: string; why: string; next: string; detail?: string }
  | ({ event: 'child_exit' } & ChildExit)
  | { event: 'server_exit'; code: number | null; signal: string | null };

/** What a process wrote is read after its end is known; a process that inherited the pipe may keep it open. */
const LAST_WORDS_MS = 500;
/** A reaper that runs ends all below it in far less. */
const REAPER_LIMIT_MS = 5_000;
const KEPT_EXITS = 500;
const KEPT_LINES = 20;

/** One reaper and the fork server under it. It ends when `close` is called, when this process dies, or when it is killed. */
export class ForkServer {
  readonly info: Promise<ForkServerInfo>;
  readonly ended: Promise<void>;
  private readonly exits = new Map<number, ChildExit>();
  private readonly waiters = new Map<number, (exit: ChildExit | null) => void>();
  private readonly words: string[] = [];
  private endReason: string | undefined;
  private process: LongProcess | undefined;
  private saidAll: Promise<unknown> = Promise.resolve();
  private reaper: KnownProcess | undefined;

  constructor(private readonly options: ForkServerOptions) {
    let end!: () => void;
    this.ended = new Promise((resolve) => (end = resolve));
    this.info = holdOpen(this.start(end));
    // Whoever asks first awaits it; without this, a start that fails before anybody asks would crash the process.
    this.info.catch(() => end());
  }

  /** Why the server ended, or undefined while it runs. */
  get whyEnded(): string | undefined {
    return this.endReason;
  }

  /** How a child ended; null when the server has nothing to say within `waitMs`. */
  childExit(pid: number, waitMs: number): Promise<ChildExit | null> {
    const known = this.exits.get(pid);
    if (known !== undefined || this.endReason !== undefined) return Promise.resolve(known ?? null);
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), waitMs);
      const settle = (exit: ChildExit | null): void => {
        clearTimeout(timer);
        this.waiters.delete(pid);
        resolve(exit);
      };
      this.waiters.set(pid, settle);
    });
  }

  /** Ends the server and every process below it; resolved when they are gone and the folder is removed. */
  async close(): Promise<void> {
    this.endReason ??= 'closed by the run';
    // Without a word it would take this process for dead, and finish what this process does itself.
    this.process?.stdin.end('close\n');
    const hasEnded = this.ended.then(() => true);
    if ((await holdOpen(valueWithin(hasEnded, REAPER_LIMIT_MS))) !== true) await this.endInPlaceOfReaper();
    await removeFolder(this.options.folder);
  }

  /** The reaper was stopped, or is stuck in a call of the kernel: what it would end is ended here. */
  private async endInPlaceOfReaper(): Promise<void> {
    if (this.reaper === undefined) return;
    const owner = new ProcessOwner({ mark: this.options.runMark }, [this.reaper]);
    owner.look();
    await holdOpen(owner.end(0));
  }

  private async start(end: () => void): Promise<ForkServerInfo> {
    const { folder, executable, env } = this.options;
    // Not in a later turn of the event loop: Jest may not let one pass for long.
    makeFolder(folder, 0o700);
    const child = startLongProcess(executable, [PYTHON_START_FILE], { cwd: folder, env: { ...env } });
    this.process = child;
    if (child.pid !== undefined) this.reaper = knownProcess(child.pid);
    const socketPath = socketPathIn(folder, 'server.sock');
    child.stdin.on('error', () => undefined); // A server that died before reading says so by its exit.
    child.stdin.write(`${JSON.stringify(this.startMessage(socketPath))}\n`);
    createInterface({ input: child.stderr }).on('line', (line) => this.keepWords(line));
    this.saidAll = Promise.all([once(child.stdout, 'end'), once(child.stderr, 'end')]);
    const first = await this.firstEvent(child, end);
    return {
      socketPath,
      serverPid: first.serverPid,
      reaperPid: first.pid,
      python: first.python,
      dspy: first.dspy,
    };
  }

  private startMessage(socketPath: string): object {
    const { folder, startMethod, spares, ownNetwork, alsoRemove, finish, runMark } = this.options;
    return { socketPath, folder, startMethod, spares, ownNetwork, alsoRemove, finish, runMark };
  }

  private firstEvent(child: LongProcess, end: () => void): Promise<Extract<ServerEvent, { event: 'ready' }>> {
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const event = saidToNode(line) as ServerEvent | undefined;
        if (event?.event === 'ready') resolve(event);
        else if (event?.event === 'failed') reject(new DspexError({ ...event, detail: event.detail }));
        else if (event !== undefined) this.noteEnd(event);
        else this.keepWords(line);
      });
      void child.ended.then(async ({ code, signal, failure }) => {
        await valueWithin(this.saidAll, LAST_WORDS_MS);
        this.endReason ??= failure?.message ?? `its reaper was ended by ${signal ?? `exit code ${code}`}`;
        for (const settle of [...this.waiters.values()]) settle(null);
        reject(this.startFailed(failure));
        end();
      });
    });
  }

  private noteEnd(event: Extract<ServerEvent, { code: number | null }>): void {
    if (event.event === 'child_exit') this.keepExit(event);
    else this.endReason ??= `the fork server was ended by ${event.signal ?? `exit code ${event.code}`}`;
  }

  private keepExit(event: ChildExit): void {
    debug('process', () => `${event.pid} ended, a Python child: ${event.signal ?? `exit code ${event.code}`}, ${event.reason}`);
    this.exits.set(event.pid, event);
    if (this.exits.size > KEPT_EXITS) this.exits.delete(this.exits.keys().next().value as number);
    this.waiters.get(event.pid)?.(event);
  }

  /** What Python said that is not for Node: why it ended, perhaps. */
  private keepWords(line: string): void {
    if (line.trim() === '') return;
    this.words.push(line);
    if (this.words.length > KEPT_LINES) this.words.shift();
  }

  private startFailed(cause?: Error): DspexError {
    return new DspexError({
      code: 'PYTHON_START_FAILED',
      what: `Python (${this.options.executable}) ended before it was ready.`,
      why: this.words.at(-1) ?? this.endReason ?? 'it said nothing',
      next: `"${this.options.executable}" -c "import dspy"`,
      cause,
      detail: this.words.join('\n') || undefined,
    });
  }
}
