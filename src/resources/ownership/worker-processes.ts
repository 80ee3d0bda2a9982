import type { KnownProcess } from '../os/known-process';
import type { LateStart } from './late-processes';
import { thisProcess } from './process-identity';
import { Roster } from './roster';
import type { Start, StartingOwner, StartingWorker } from './starting-owner';
import { WorkerMark } from './worker-mark';

/**
 * The processes that a worker starts for its tests: marked, and written down, so that whoever survives the worker can end them. One per
 * worker and run; nothing of it exists before the first process or port.
 */
export class WorkerProcesses implements StartingWorker {
  readonly owners = new Set<StartingOwner>();
  readonly starts: Start[] = [];
  private readonly roster: Roster;
  private isOpen = false;
  private announcement: Promise<void> | undefined;
  private ownMark: WorkerMark | null = null;

  /** `tell`: the run's host learns that this worker has something to be ended. */
  constructor(
    runId: string,
    private readonly tell: (pid: number) => Promise<void>,
  ) {
    this.roster = Roster.of(runId);
  }

  get mark(): number | null {
    return this.ownMark?.value ?? null;
  }

  /** From now on whoever survives this worker ends what it has started, and gives back the names that it has claimed. */
  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.appear();
    this.ownMark = WorkerMark.claim();
    if (this.ownMark !== null) this.roster.noteMark(this.ownMark.value);
  }

  /** Whoever survives the run's host ends this worker, too: alone it would go on with tests that nobody waits for. */
  appear(): void {
    this.announcement ??= this.announce();
  }

  /** Resolved when the host knows: from then on somebody ends what is started here, whoever is killed. */
  async announced(): Promise<void> {
    this.open();
    await this.announcement;
  }

  marking<T>(start: () => T): T {
    this.open();
    return this.ownMark === null ? start() : this.ownMark.around(start);
  }

  noteStarted(process: KnownProcess): void {
    this.open();
    this.roster.noteStarted(process);
  }

  /** `process`: null for one that has ended. Without `late` no test is charged with it, and nobody is told. */
  noteLate(process: KnownProcess | null, late: LateStart | undefined): void {
    this.open();
    this.roster.noteStarted(process, late);
  }

  private announce(): Promise<void> {
    this.roster.open();
    return this.tell(thisProcess().pid);
  }
}
