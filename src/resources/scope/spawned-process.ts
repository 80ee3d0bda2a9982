import { connect } from 'node:net';
import { DspexError } from '../../shared/errors';
import { quoted } from '../../shared/jest-command';
import { endProcesses, killTreeWithoutProc, rowsBelow, signal, waitUntil } from '../os/end-processes';
import { holdOpen } from '../os/hold-open';
import { isRunning, type KnownProcess, knownProcess } from '../os/known-process';
import { HAS_PROC, type ProcessRow, processTable } from '../os/process-table';
import { type LongProcess, startLongProcess } from '../os/start-process';
import { markedBy } from '../ownership/worker-mark';
import type { WorkerProcesses } from '../ownership/worker-processes';
import { OutputTail } from './output-tail';

/** How long a process is waited for: after its input closed, and after SIGTERM. */
export interface StopWaits {
  readonly inputMs: number;
  readonly termMs: number;
}

export interface StartOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: string | null;
}

const LINES_IN_ERRORS = 20;
const CONNECT_EVERY_MS = 20;
const DRAIN_MS = 200;
const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

/** A process of its own group, with what it says kept, that can be ended with everything below it. */
export class SpawnedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  private readonly tail = new OutputTail();
  private readonly root: KnownProcess;
  private readonly saidAll: Promise<unknown>;
  private stopping: Promise<void> | undefined;
  private isOver = false;

  private constructor(
    readonly options: StartOptions,
    private readonly child: LongProcess,
    private readonly mark: () => number | null,
  ) {
    this.pid = child.pid as number;
    this.root = knownProcess(this.pid);
    this.ended = child.ended.then(({ code, signal: name }) => {
      this.isOver = true;
      return { code, signal: name };
    });
    child.stdin.on('error', () => undefined); // It may end before it reads; its end says so.
    for (const stream of ['stdout', 'stderr'] as const) child[stream].on('data', (chunk: Buffer) => this.tail.add(stream, chunk));
    const streams = [child.stdout, child.stderr].map((stream) => new Promise((done) => stream.once('close', done)));
    // A grandchild may hold them open for ever.
    this.saidAll = this.ended.then(() => Promise.race([Promise.all(streams), new Promise((done) => realSetTimeout(done, DRAIN_MS))]));
  }

  /** Throws PROCESS_NOT_STARTED where the system cannot start it. */
  static async start(options: StartOptions, claims: WorkerProcesses): Promise<SpawnedProcess> {
    const { command, args, cwd, env } = options;
    await claims.announced();
    const child = await startLongProcess(command, args, { cwd, env }, (start) => claims.starting(start));
    if (child.pid === undefined) throw notStarted(options, (await child.ended).failure);
    claims.noteStarted(child.pid);
    return new SpawnedProcess(options, child, () => claims.mark);
  }

  get output(): string {
    return this.tail.text;
  }

  get commandLine(): string {
    return [this.options.command, ...this.options.args].join(' ');
  }

  write(text: string): void {
    this.child.stdin.write(text);
  }

  closeInput(): void {
    this.child.stdin.end();
  }

  /** The first line, of those said already too, that `matches`. Rejects with PROCESS_NOT_READY. */
  waitForLine(matches: (line: string) => boolean, what: string, timeoutMs: number): Promise<string> {
    return this.waitFor(what, timeoutMs, (found) =>
      this.tail.watch((line) => {
        if (matches(line)) found(line);
      }),
    );
  }

  /** Somebody listens on `port` of this machine. Rejects with PROCESS_NOT_READY. */
  async waitForPort(port: number, timeoutMs: number): Promise<void> {
    await this.waitFor(`listening on port ${port}`, timeoutMs, (found) => {
      let isWanted = true;
      const knock = (): void => {
        if (!isWanted) return;
        const socket = connect({ port, host: 'localhost' });
        socket.once('connect', () => found('') ?? socket.destroy());
        socket.once('error', () => realSetTimeout(knock, CONNECT_EVERY_MS));
      };
      knock();
      return () => {
        isWanted = false;
      };
    });
  }

  /** Closes its input, waits, SIGTERM, waits, SIGKILL: the process and everything below it. Resolved when nothing of it runs. */
  stop(waits: StopWaits): Promise<void> {
    this.stopping ??= holdOpen(this.end(waits));
    return this.stopping;
  }

  private async end({ inputMs, termMs }: StopWaits): Promise<void> {
    const seen = rowsBelow([this.root], processTable());
    this.child.stdin.end();
    await waitUntil(() => this.isOver, inputMs);
    if (HAS_PROC) await endProcesses((table) => this.treeIn(table, seen), termMs);
    else await this.endWithoutProc(termMs);
    for (const stream of [this.child.stdout, this.child.stderr]) stream.destroy();
  }

  private async endWithoutProc(termMs: number): Promise<void> {
    if (!isRunning(this.root)) return;
    signal(this.pid, 'SIGTERM');
    if (!(await waitUntil(() => this.isOver, termMs))) await killTreeWithoutProc(this.pid);
  }

  /** What is below it, what was below it, and what is in its group and session though its parent is gone. */
  private treeIn(table: readonly ProcessRow[], seen: readonly ProcessRow[]): ProcessRow[] {
    const below = rowsBelow([this.root, ...seen], table);
    const isReused = table.some(({ pid, start }) => pid === this.pid && start !== this.root.start);
    const since = this.root.start ?? 0;
    const kin = isReused ? [] : table.filter(({ group, session, start }) => (group === this.pid || session === this.pid) && start >= since);
    const mark = this.mark();
    const ours = mark === null ? kin : markedBy(mark, since, kin);
    return [...below, ...ours.filter(({ pid }) => !below.some((row) => row.pid === pid))];
  }

  private waitFor(what: string, timeoutMs: number, begin: (found: (line: string) => void) => () => void): Promise<string> {
    let end: (() => void) | undefined;
    const waiting = new Promise<string>((resolve, reject) => {
      const timer = realSetTimeout(() => reject(this.notReady(what, `it did not within ${timeoutMs} ms`)), timeoutMs);
      void this.ended.then(async (how) => {
        await this.saidAll;
        reject(this.notReady(what, `it ended first, with ${how.signal ?? `exit code ${how.code}`}`));
      });
      const stop = begin(resolve);
      end = () => {
        realClearTimeout(timer);
        stop();
      };
    });
    return holdOpen(waiting).finally(() => end?.());
  }

  private notReady(what: string, why: string): DspexError {
    const said = this.tail.lastLines(LINES_IN_ERRORS);
    return new DspexError({
      code: 'PROCESS_NOT_READY',
      what: `"${this.commandLine}" (pid ${this.pid}) was waited for: ${what}.`,
      why,
      next: shellLine(this.options),
      detail: said === '' ? 'It said nothing.' : `The last lines it said:\n${said}`,
    });
  }
}

/** To paste into a terminal. */
function shellLine({ command, args }: Pick<StartOptions, 'command' | 'args'>): string {
  return [command, ...args].map(quoted).join(' ');
}

function notStarted({ command, args, cwd }: StartOptions, failure: Error | undefined): DspexError {
  const { code } = (failure ?? {}) as NodeJS.ErrnoException;
  return new DspexError({
    code: 'PROCESS_NOT_STARTED',
    what: `"${[command, ...args].join(' ')}" could not be started.`,
    why:
      code === 'ENOENT' ? `there is no program "${command}" on the PATH, or no folder ${cwd}` : (failure?.message ?? 'no reason was given'),
    next: `cd ${quoted(cwd)} && ${shellLine({ command, args })}`,
    cause: failure,
  });
}
