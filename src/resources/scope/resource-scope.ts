import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { DspexError } from '../../shared/errors';
import type { CleanupPolicy } from '../../shared/options/policies';
import { endProcesses, rowsBelow } from '../os/end-processes';
import { isRunning, type KnownProcess, knownProcess } from '../os/known-process';
import { commandOf } from '../os/process-table';
import type { WorkerProcesses } from '../ownership/worker-processes';
import { holdPort } from './ports';
import { SpawnedProcess, type StartOptions, type StopWaits } from './spawned-process';
import { TempFolder } from './temp-folder';

export const WAITS: Readonly<Record<Exclude<CleanupPolicy, 'off'>, StopWaits>> = {
  aggressive: { inputMs: 50, termMs: 500 },
  graceful: { inputMs: 2_000, termMs: 10_000 },
};

export interface ResourceScopeParts {
  readonly name: string;
  readonly policy: CleanupPolicy;
  readonly claims: WorkerProcesses;
  readonly tempRoot: () => string;
  /** Runs when the scope ends, in reverse order. */
  readonly onEnd: (cleanup: () => Promise<void>) => void;
  /** Before the scope starts a process. */
  readonly onStarting: () => void;
  /** A process that the scope ends. */
  readonly onStarted: (known: KnownProcess) => void;
  /** Takes secrets out of what a leak is called. */
  readonly redact: (text: string) => string;
  /** Nothing is given back any more. */
  readonly isOver: () => boolean;
}

/** Something given back early, or at the scope's end. */
export interface Held<T> {
  readonly value: T;
  release(): Promise<void>;
}

/** What is still there when a scope has given back everything. */
export interface Left {
  readonly kind: 'process' | 'port' | 'file';
  readonly what: string;
  readonly openedAt: string;
}

/** What one scope (a test, a file) has on the machine: ports, processes, temp files. All is given back at its end. */
export class ResourceScope {
  private readonly temp: TempFolder;
  private readonly processes: SpawnedProcess[] = [];
  private readonly checks: (() => Promise<Left | null>)[] = [];
  private keepIn: string | undefined;
  private used = 0;
  private ownsTemp = false;
  /** Where the files of a failed test are now. */
  keptIn: string | undefined;

  constructor(private readonly parts: ResourceScopeParts) {
    this.temp = new TempFolder(parts.tempRoot, parts.name);
  }

  get isUsed(): boolean {
    return this.used > 0;
  }

  /** What its processes have said, for the files of a failed test. */
  get transcripts(): { command: string; pid: number; output: string }[] {
    return this.processes.map(({ commandLine, pid, output }) => ({ command: commandLine, pid, output }));
  }

  /** The scope ends in failure: its files are moved there, not removed. */
  keepFiles(folder: string): void {
    this.keepIn = folder;
  }

  async port(openedAt: string): Promise<Held<number>> {
    this.parts.claims.open();
    const { port, release } = await holdPort();
    this.checks.push(() => portLeft(port, openedAt));
    return this.hold(port, async () => release());
  }

  async spawn(options: StartOptions, openedAt: string): Promise<Held<SpawnedProcess>> {
    this.parts.onStarting();
    const started = await SpawnedProcess.start(options, this.parts.claims);
    this.processes.push(started);
    const known = knownProcess(started.pid);
    this.parts.onStarted(known);
    this.checks.push(async () => (isRunning(known) ? processLeft(known, started.commandLine, openedAt) : null));
    return this.hold(started, () => this.unlessOff((waits) => started.stop(waits)));
  }

  tempDir(): Held<string> {
    return this.holdTemp(this.temp.makeDir());
  }

  tempFile(name: string | undefined, content: string | Uint8Array): Held<string> {
    return this.holdTemp(this.temp.makeFile(name, content));
  }

  trackPort(port: number, openedAt: string): Held<number> {
    this.checks.push(() => portLeft(port, openedAt));
    return this.hold(port, async () => undefined);
  }

  trackProcess(pid: number, openedAt: string): Held<number> {
    const known = knownProcess(pid);
    this.parts.claims.noteStarted(pid);
    this.parts.onStarted(known);
    const command = commandOf(pid, this.parts.redact);
    this.checks.push(async () => (isRunning(known) ? processLeft(known, command, openedAt) : null));
    return this.hold(pid, () => this.unlessOff(({ termMs }) => endProcesses((table) => rowsBelow([known], table), termMs)));
  }

  trackFile(path: string, openedAt: string): Held<string> {
    this.checks.push(async () => (existsSync(path) ? { kind: 'file', what: path, openedAt } : null));
    return this.hold(path, () => this.unlessOff(() => rm(path, { recursive: true, force: true, maxRetries: 3 })));
  }

  /** After its end: what is still there. */
  async left(): Promise<Left[]> {
    const left = await Promise.all(this.checks.map((check) => check()));
    return left.filter((one) => one !== null);
  }

  private hold<T>(value: T, release: () => Promise<unknown>): Held<T> {
    this.used += 1;
    let releasing: Promise<void> | undefined;
    const once = (): Promise<void> => {
      releasing ??= release().then(() => undefined);
      return releasing;
    };
    if (this.parts.isOver()) {
      void once();
      throw scopeOver(this.parts.name);
    }
    this.parts.onEnd(once);
    return { value, release: once };
  }

  private holdTemp(path: string): Held<string> {
    if (!this.ownsTemp) {
      this.ownsTemp = true;
      this.parts.onEnd(() => this.endTemp());
      this.checks.push(async () => (this.temp.path === undefined ? null : { kind: 'file', what: this.temp.path, openedAt: '' }));
    }
    // At the scope's end the whole folder goes, or is kept: this is for giving back early.
    this.used += 1;
    return { value: path, release: () => rm(path, { recursive: true, force: true, maxRetries: 3 }) };
  }

  private async endTemp(): Promise<void> {
    if (this.parts.policy === 'off') return;
    if (this.keepIn !== undefined && (await this.temp.moveTo(this.keepIn))) this.keptIn = this.keepIn;
    else await this.temp.remove();
  }

  private async unlessOff(work: (waits: StopWaits) => Promise<unknown>): Promise<void> {
    if (this.parts.policy !== 'off') await work(WAITS[this.parts.policy]);
  }
}

function scopeOver(name: string): DspexError {
  return new DspexError({
    code: 'SCOPE_OVER',
    what: `A resource was asked for when "${name}" was over already.`,
    why: 'nobody would give it back any more; it was given back at once',
    next: 'await what the test starts before the test ends, or ask in beforeAll for what is needed longer',
  });
}

function processLeft({ pid }: KnownProcess, command: string, openedAt: string): Left {
  return { kind: 'process', what: `"${command}" (pid ${pid})`, openedAt };
}

/** Somebody listens on it. */
function portLeft(port: number, openedAt: string): Promise<Left | null> {
  return new Promise((done) => {
    const socket = createConnection({ port, host: 'localhost' });
    socket.once('connect', () => {
      socket.destroy();
      done({ kind: 'port', what: String(port), openedAt });
    });
    socket.once('error', () => done(null));
  });
}
