import { mkdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { holdOpen } from '../../resources/os/hold-open';
import { removeFolder, socketPathIn } from '../../resources/os/private-folder';
import { type LongProcess, startLongProcess } from '../../resources/os/start-process';
import { debug } from '../../shared/debug';
import { DspexError, type ErrorCode } from '../../shared/errors';
import { PYTHON_PACKAGE_FOLDER } from '../../shared/own-folders';

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

const KEPT_EXITS = 500;
const KEPT_STDERR_LINES = 20;

/** One reaper and the fork server under it. It ends when `close` is called, when this process dies, or when it is killed. */
export class ForkServer {
  readonly info: Promise<ForkServerInfo>;
  readonly ended: Promise<void>;
  private readonly exits = new Map<number, ChildExit>();
  private readonly waiters = new Map<number, (exit: ChildExit | null) => void>();
  private readonly stderr: string[] = [];
  private endReason: string | undefined;
  private process: LongProcess | undefined;

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
    this.process?.stdin.end();
    await holdOpen(this.ended);
    await removeFolder(this.options.folder);
  }

  private async start(end: () => void): Promise<ForkServerInfo> {
    const { folder, executable, env } = this.options;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const bootstrap = `import sys; sys.path.insert(0, ${JSON.stringify(PYTHON_PACKAGE_FOLDER)}); from dspex_bridge.entry import start_reaper; start_reaper()`;
    const child = await startLongProcess(executable, ['-c', bootstrap], { cwd: folder, env: { ...env } });
    this.process = child;
    const socketPath = socketPathIn(folder, 'server.sock');
    child.stdin.on('error', () => undefined); // A server that died before reading says so by its exit.
    child.stdin.write(`${JSON.stringify(this.startMessage(socketPath))}\n`);
    this.keepStderr(child);
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
    const { folder, startMethod, spares, ownNetwork, alsoRemove, runMark } = this.options;
    return { socketPath, folder, startMethod, spares, ownNetwork, alsoRemove, runMark };
  }

  private firstEvent(child: LongProcess, end: () => void): Promise<Extract<ServerEvent, { event: 'ready' }>> {
    return new Promise((resolve, reject) => {
      createInterface({ input: child.stdout }).on('line', (line) => {
        const event = JSON.parse(line) as ServerEvent;
        if (event.event === 'ready') resolve(event);
        else if (event.event === 'failed') reject(new DspexError({ ...event, detail: event.detail }));
        else if (event.event === 'server_exit')
          this.endReason ??= `the fork server was ended by ${event.signal ?? `exit code ${event.code}`}`;
        else this.keepExit(event);
      });
      void child.ended.then(({ code, signal, failure }) => {
        this.endReason ??= failure?.message ?? `its reaper was ended by ${signal ?? `exit code ${code}`}`;
        for (const settle of [...this.waiters.values()]) settle(null);
        reject(this.startFailed(failure));
        end();
      });
    });
  }

  private keepExit(event: ChildExit): void {
    debug('process', () => `${event.pid} ended, a Python child: ${event.signal ?? `exit code ${event.code}`}, ${event.reason}`);
    this.exits.set(event.pid, event);
    if (this.exits.size > KEPT_EXITS) this.exits.delete(this.exits.keys().next().value as number);
    this.waiters.get(event.pid)?.(event);
  }

  private keepStderr(child: LongProcess): void {
    createInterface({ input: child.stderr }).on('line', (line) => {
      this.stderr.push(line);
      if (this.stderr.length > KEPT_STDERR_LINES) this.stderr.shift();
    });
  }

  private startFailed(cause?: Error): DspexError {
    return new DspexError({
      code: 'PYTHON_START_FAILED',
      what: `Python (${this.options.executable}) ended before it was ready.`,
      why: this.stderr.at(-1) ?? this.endReason ?? 'it said nothing',
      next: `"${this.options.executable}" -c "import dspy"`,
      cause,
      detail: this.stderr.join('\n') || undefined,
    });
  }
}
