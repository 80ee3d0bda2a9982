import childProcess from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { type KnownProcess, knownProcess } from '../../resources/os/known-process';
import { type ProcessRow, processTable, ticksNow } from '../../resources/os/process-table';
import { isOurs } from '../../resources/os/start-process';
import { markedBy } from '../../resources/ownership/worker-mark';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import type { TestContext } from '../context/test-context';
import { isOnlyProcess } from '../host/only-process';
import { OpenedAt } from './opened-at';
import { carriesMark, lateFile } from './process-starts';
import { type AnyFunction, type Restore, wrapMethod } from './wrap-method';

export interface Opening {
  readonly context: TestContext;
  readonly openedAt: OpenedAt;
}

export interface OpenedProcess extends Opening {
  /** Null: it has ended already, and something that it started may not have. */
  readonly known: KnownProcess | null;
  readonly since: number;
  readonly command: string;
  /** Somebody has sent it a signal, and it may take its time to end. */
  readonly isEnding: () => boolean;
}

export interface OpenedServer extends Opening {
  readonly server: net.Server;
}

export interface MadeFolder extends Opening {
  readonly path: string;
}

interface OpeningsParts {
  readonly testPath: string;
  readonly claims: () => WorkerProcesses;
  readonly owner: () => TestContext;
}

/**
 * What a file's code opens by Node's own means: processes, servers, temp folders, each with who did it and where.
 *
 * Node's functions are wrapped in the outer realm while the file runs, and behave as before.
 */
export class Openings {
  readonly processes: OpenedProcess[] = [];
  readonly servers: OpenedServer[] = [];
  readonly folders: MadeFolder[] = [];
  private readonly before = new WeakMap<TestContext, ReadonlySet<string>>();
  private readonly restores: Restore[] = [];

  constructor(private readonly parts: OpeningsParts) {}

  watch(): void {
    this.watchProcesses();
    this.watchServers();
    this.watchTempFolders();
  }

  close(): void {
    for (const restore of this.restores.splice(0).reverse()) restore();
    for (const list of [this.processes, this.servers, this.folders]) list.length = 0;
  }

  /** What ran, marked, when a context first started a process; by ticks alone it could not be told from what the context started. */
  noteBefore(context: TestContext): void {
    if (this.before.has(context)) return;
    const { mark } = this.parts.claims();
    this.before.set(context, new Set(mark === null ? [] : markedBy(mark, 0, processTable()).map(keyOf)));
  }

  wasBefore(context: TestContext, row: ProcessRow): boolean {
    return this.before.get(context)?.has(keyOf(row)) === true;
  }

  /** Forgets what a context has opened: it is told, and ended. */
  forget(context: TestContext): void {
    for (const list of [this.processes, this.servers, this.folders] as Opening[][]) {
      const kept = list.filter((opening) => opening.context !== context);
      list.splice(0, list.length, ...kept);
    }
  }

  private watchProcesses(): void {
    const openings = this;
    this.wrap(childProcess.ChildProcess.prototype as unknown as { spawn: AnyFunction }, 'spawn', (original) => {
      return function spawn(this: childProcess.ChildProcess, ...args) {
        if (isNotTheFiles()) return Reflect.apply(original, this, args);
        const opening = openings.opening(spawn);
        if (opening === undefined) return Reflect.apply(original, this, args);
        openings.noteBefore(opening.context);
        const started = openings.parts.claims().starting(() => Reflect.apply(original, this, args));
        openings.noteProcess(this, opening);
        return started;
      };
    });
    for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
      this.wrap(childProcess, name, (original) => {
        return function spawnSync(this: unknown, ...args) {
          if (isNotTheFiles()) return Reflect.apply(original, this, args);
          const opening = openings.opening(spawnSync);
          if (opening === undefined) return Reflect.apply(original, this, args);
          openings.noteBefore(opening.context);
          const command = [args[0], ...(Array.isArray(args[1]) ? args[1] : [])].join(' ');
          openings.processes.push({ ...opening, known: null, since: ticksNow(), command, isEnding: () => false });
          return openings.parts.claims().starting(() => Reflect.apply(original, this, args));
        };
      });
    }
  }

  private noteProcess(child: childProcess.ChildProcess, opening: Opening): void {
    if (child.pid === undefined) return;
    const known = knownProcess(child.pid);
    this.parts.claims().noteStarted(child.pid);
    const command = child.spawnargs.join(' ');
    this.processes.push({ ...opening, known, since: known.start ?? 0, command, isEnding: () => child.killed });
  }

  private watchServers(): void {
    const openings = this;
    this.wrap(net.Server.prototype, 'listen', (original) => {
      return function listen(this: net.Server, ...args) {
        const result = Reflect.apply(original, this, args);
        const opening = isOurs() ? undefined : openings.opening(listen);
        if (opening !== undefined) openings.servers.push({ ...opening, server: this });
        return result;
      };
    });
  }

  private watchTempFolders(): void {
    const openings = this;
    const note = (path: unknown, opening: Opening | undefined): void => {
      if (opening !== undefined && typeof path === 'string' && path.startsWith(tmpdir())) openings.folders.push({ ...opening, path });
    };
    this.wrap(fs, 'mkdtempSync', (original) => {
      return function mkdtempSync(this: unknown, ...args) {
        const path = Reflect.apply(original, this, args);
        if (!isOurs()) note(path, openings.opening(mkdtempSync));
        return path;
      };
    });
    this.wrap(fs.promises, 'mkdtemp', (original) => {
      return function mkdtemp(this: unknown, ...args) {
        const opening = openings.opening(mkdtemp);
        const making = Reflect.apply(original, this, args) as Promise<string>;
        return making.then((path) => {
          note(path, opening);
          return path;
        });
      };
    });
    this.wrap(fs, 'mkdtemp', (original) => {
      return function mkdtemp(this: unknown, ...args) {
        const opening = openings.opening(mkdtemp);
        const done = args.pop() as AnyFunction;
        return Reflect.apply(original, this, [
          ...args,
          (error: unknown, path: unknown) => {
            note(path, opening);
            return done(error, path);
          },
        ]);
      };
    });
  }

  /** Undefined: it is none of the file's. Jest's transforms start services; and where Jest itself runs the tests, its reporters do too. */
  private opening(entry: AnyFunction): Opening | undefined {
    const openedAt = new OpenedAt(entry as (...args: never[]) => unknown, this.parts.testPath);
    if (openedAt.isOfJest || (isOnlyProcess() && !carriesMark() && !openedAt.isOfLoading)) return undefined;
    return { context: this.parts.owner(), openedAt };
  }

  private wrap<T extends object, K extends keyof T>(target: T, name: K, around: (original: AnyFunction) => AnyFunction): void {
    this.restores.push(wrapMethod(target, name, around));
  }
}

function keyOf({ pid, start }: ProcessRow): string {
  return `${pid} ${start}`;
}

/** The package's own, or that of a file that is over: the run looks after it. */
function isNotTheFiles(): boolean {
  return isOurs() || lateFile() !== undefined;
}
