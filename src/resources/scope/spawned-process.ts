import { valueWithin } from '../../shared/waits/bounded';
import { killTreeWithoutProc, signal, waitUntil } from '../os/end-processes';
import { holdOpen } from '../os/hold-open';
import { isRunning, type KnownProcess, knownProcess } from '../os/known-process';
import { HAS_PROC } from '../os/process-table';
import { type LongProcess, startLongProcess } from '../os/start-process';
import { ProcessOwner } from '../ownership/process-owner';
import type { StartingOwner } from '../ownership/starting-owner';
import { eachLineOf } from './each-line';
import { OutputTail } from './output-tail';
import { lineOf, listenerOn, type Search, untilReady } from './ready-wait';
import { commandLineOf, notReady, notStarted } from './spawn-errors';
import type { StopWaits } from './stop-waits';

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
const DRAIN_MS = 200;

/** A process of its own group, with what it says kept, that can be ended with everything below it. */
export class SpawnedProcess {
  readonly pid: number;
  readonly ended: Promise<ProcessEnd>;
  private readonly tail = new OutputTail();
  private readonly root: KnownProcess;
  /** It, and what is below it. */
  private readonly tree: ProcessOwner;
  private readonly saidAll: Promise<unknown>;
  private stopping: Promise<void> | undefined;
  private isOver = false;

  private constructor(
    readonly options: StartOptions,
    private readonly child: LongProcess,
    marked: { readonly mark: number | null },
  ) {
    this.pid = child.pid as number;
    this.root = knownProcess(this.pid);
    this.tree = new ProcessOwner(marked, [this.root]);
    this.ended = child.ended.then(({ code, signal: name }) => {
      this.isOver = true;
      return { code, signal: name };
    });
    child.stdin.on('error', () => undefined); // It may end before it reads; its end says so.
    this.saidAll = this.listen();
  }

  /** Starts it under its scope. Throws PROCESS_NOT_STARTED where the system cannot start it. */
  static async start(options: StartOptions, owner: StartingOwner, marked: { readonly mark: number | null }): Promise<SpawnedProcess> {
    const { command, args, cwd, env } = options;
    const child = startLongProcess(command, args, { cwd, env }, (start) => owner.start(start, ({ child: { pid } }) => pid));
    if (child.pid === undefined) throw notStarted(options, (await child.ended).failure);
    return new SpawnedProcess(options, child, marked);
  }

  get output(): string {
    return this.tail.text;
  }

  get commandLine(): string {
    return commandLineOf(this.options);
  }

  write(text: string): void {
    this.child.stdin.write(text);
  }

  eachLine(onLine: (line: string) => void): void {
    eachLineOf(this.child.stdout, onLine);
  }

  closeInput(): void {
    this.child.stdin.end();
  }

  /** The first line, of those said already too, that `matches`. Rejects with PROCESS_NOT_READY. */
  waitForLine(matches: (line: string) => boolean, what: string, timeoutMs: number): Promise<string> {
    return this.waitFor(what, timeoutMs, lineOf(this.tail, matches));
  }

  /** Somebody listens on `port` of this machine. Rejects with PROCESS_NOT_READY. */
  async waitForPort(port: number, timeoutMs: number): Promise<void> {
    await this.waitFor(`listening on port ${port}`, timeoutMs, listenerOn(port));
  }

  /** Closes its input, waits, SIGTERM, waits, SIGKILL: the process and everything below it. Resolved when nothing of it runs. */
  stop(waits: StopWaits): Promise<void> {
    this.stopping ??= holdOpen(this.end(waits));
    return this.stopping;
  }

  private async end({ inputMs, termMs }: StopWaits): Promise<void> {
    this.tree.look();
    this.child.stdin.end();
    await waitUntil(() => this.isOver, inputMs);
    if (HAS_PROC) await this.tree.end(termMs);
    else await this.endWithoutProc(termMs);
    for (const stream of [this.child.stdout, this.child.stderr]) stream.destroy();
  }

  /* v8 ignore next -- where the system has no /proc, as macOS */
  private async endWithoutProc(termMs: number): Promise<void> {
    if (!isRunning(this.root)) return;
    signal(this.pid, 'SIGTERM');
    if (!(await waitUntil(() => this.isOver, termMs))) await killTreeWithoutProc(this.pid);
  }

  /** Keeps what it says. Resolved when it has ended and said all; a grandchild may hold its streams open for ever. */
  private async listen(): Promise<void> {
    const closed = (['stdout', 'stderr'] as const).map((name) => {
      const stream = this.child[name];
      stream.on('data', (chunk: Buffer) => this.tail.add(name, chunk));
      return new Promise((done) => stream.once('close', done));
    });
    await this.ended;
    await valueWithin(Promise.all(closed), DRAIN_MS);
    this.tail.end();
  }

  private waitFor(waitedFor: string, timeoutMs: number, search: Search): Promise<string> {
    return untilReady({
      search,
      timeoutMs,
      whyEnded: this.whyEnded(),
      notReady: (why) => notReady(this.options, this.pid, { waitedFor, why, said: this.tail.lastLines(LINES_IN_ERRORS) }),
    });
  }

  private async whyEnded(): Promise<string> {
    const { code, signal: name } = await this.ended;
    await this.saidAll;
    return `it ended first, with ${name ?? `exit code ${code}`}`;
  }
}
