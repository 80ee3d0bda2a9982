import { rm } from 'node:fs/promises';
import { DspexError } from '../../shared/errors';
import type { CleanupPolicy } from '../../shared/options/policies';
import { knownProcess } from '../os/known-process';
import { commandOf, processTable } from '../os/process-table';
import { ProcessOwner } from '../ownership/process-owner';
import { StartingOwner } from '../ownership/starting-owner';
import type { WorkerProcesses } from '../ownership/worker-processes';
import { claimPort } from './ports';
import { SpawnedProcess, type StartOptions } from './spawned-process';
import { type Look, lookForFile, lookForPort, lookForProcess, type StillThere } from './still-there';
import { type StopWaits, WAITS } from './stop-waits';
import { TempFolder } from './temp-folder';

export interface ResourceScopeParts {
  readonly name: string;
  readonly policy: CleanupPolicy;
  readonly processes: WorkerProcesses;
  readonly tempRoot: () => string;
  /** Runs when the scope ends, in reverse order. */
  readonly onEnd: (cleanup: () => Promise<void>) => void;
  /** Takes secrets out of what a leak is called. */
  readonly redact: (text: string) => string;
  /** Nothing is given back any more. */
  readonly isOver: () => boolean;
}

/** Something that is given back early, or at the scope's end. */
export interface Resource<T> {
  readonly value: T;
  release(): Promise<void>;
}

/** What one scope (a test, a file) has on the machine: ports, processes, temp files. All is given back at its end. */
export class ResourceScope {
  private readonly temp: TempFolder;
  private readonly owner: StartingOwner;
  private readonly looks = new Set<Look>();
  private keepIn: string | undefined;
  private used = 0;
  private ownsTemp = false;
  private ownsProcesses = false;
  /** Where the files of a failed test are now. */
  keptIn: string | undefined;

  constructor(private readonly parts: ResourceScopeParts) {
    this.temp = new TempFolder(parts.tempRoot, parts.name);
    this.owner = new StartingOwner(parts.processes);
  }

  get isUsed(): boolean {
    return this.used > 0;
  }

  /** The scope ends in failure: its files are moved there, not removed. */
  keepFiles(folder: string): void {
    this.keepIn = folder;
  }

  async port(openedAt: string): Promise<Resource<number>> {
    this.parts.processes.open();
    const { port, release } = await claimPort();
    return this.givePort(port, openedAt, async () => release());
  }

  async spawn(options: StartOptions, openedAt: string): Promise<Resource<SpawnedProcess>> {
    this.endOwnedAtEnd();
    await this.parts.processes.announced();
    const started = await SpawnedProcess.start(options, this.owner, this.parts.processes);
    this.looks.add(lookForProcess(knownProcess(started.pid), started.commandLine, openedAt));
    return this.give(started, () => this.unlessOff((waits) => started.stop(waits)));
  }

  tempDir(): Resource<string> {
    return this.giveTemp(this.temp.makeDir());
  }

  tempFile(name: string | undefined, content: string | Uint8Array): Resource<string> {
    return this.giveTemp(this.temp.makeFile(name, content));
  }

  trackPort(port: number, openedAt: string): Resource<number> {
    return this.givePort(port, openedAt, async () => undefined);
  }

  trackProcess(pid: number, openedAt: string): Resource<number> {
    this.endOwnedAtEnd();
    const known = this.owner.adopt(pid);
    this.looks.add(lookForProcess(known, commandOf(pid, this.parts.redact), openedAt));
    const tree = new ProcessOwner(this.parts.processes, [known]);
    return this.give(pid, () => this.unlessOff(({ termMs }) => tree.end(termMs)));
  }

  trackFile(path: string, openedAt: string): Resource<string> {
    this.looks.add(lookForFile(() => path, openedAt));
    return this.give(path, () => this.unlessOff(() => rm(path, { recursive: true, force: true, maxRetries: 3 })));
  }

  /** After its end: what is still there. */
  async stillThere(): Promise<StillThere[]> {
    const found = await Promise.all([...this.looks].map((look) => look()));
    return found.filter((one) => one !== null);
  }

  private give<T>(value: T, release: () => Promise<unknown>): Resource<T> {
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

  private givePort(port: number, openedAt: string, release: () => Promise<void>): Resource<number> {
    const look = lookForPort(port, openedAt);
    this.looks.add(look);
    const given = this.give(port, release);
    const releaseEarly = (): Promise<void> => {
      // From now on it is another's to listen on.
      this.looks.delete(look);
      return given.release();
    };
    return { value: port, release: releaseEarly };
  }

  private giveTemp(path: string): Resource<string> {
    if (!this.ownsTemp) {
      this.ownsTemp = true;
      this.parts.onEnd(() => this.endTemp());
      this.looks.add(lookForFile(() => this.temp.path, ''));
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

  /** After each of its processes was stopped: the daemons that they left. */
  private endOwnedAtEnd(): void {
    if (this.ownsProcesses) return;
    this.ownsProcesses = true;
    this.parts.onEnd(async () => {
      await this.unlessOff(({ termMs }) => this.owner.end(termMs));
      if (this.parts.policy === 'off') this.lookForOrphans();
      this.owner.close();
    });
  }

  private lookForOrphans(): void {
    for (const { pid, start } of this.owner.orphansIn(processTable())) {
      const command = commandOf(pid, this.parts.redact);
      this.looks.add(lookForProcess({ pid, start }, command, ''));
    }
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
