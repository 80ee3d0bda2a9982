import { knownProcess } from '../os/known-process';
import type { LateStart } from './late-processes';
import { thisProcess } from './process-identity';
import { Roster } from './roster';
import { WorkerMark } from './worker-mark';

/** What a worker of a run has claimed on the machine, from its first process or port on. One per worker and run. */
export class WorkerProcesses {
  private readonly roster: Roster;
  private isOpen = false;
  private told: Promise<void> | undefined;
  private claimedMark: WorkerMark | null = null;

  /** `tell`: the run's host learns that this worker has something to be ended. */
  constructor(
    runId: string,
    private readonly tell: (pid: number) => Promise<void>,
  ) {
    this.roster = Roster.of(runId);
  }

  /** The value that processes started here carry; null where there is none. */
  get mark(): number | null {
    return this.claimedMark?.value ?? null;
  }

  open(): void {
    if (this.isOpen) return;
    this.isOpen = true;
    this.appear();
    this.claimedMark = WorkerMark.claim();
    if (this.claimedMark !== null) this.roster.noteMark(this.claimedMark.value);
  }

  /** Whoever survives the run's host ends this worker, too: alone it would go on with tests that nobody waits for. */
  appear(): void {
    this.told ??= this.sayWhoIsHere();
  }

  /** Resolved when the host knows: from then on somebody ends what is started here, whoever is killed. */
  async announced(): Promise<void> {
    this.open();
    await this.told;
  }

  /** Around the very call that starts a process. */
  starting<T>(start: () => T): T {
    this.open();
    return this.claimedMark === null ? start() : this.claimedMark.around(start);
  }

  /** `late`: its file was over, so that no test is charged with it. */
  noteStarted(pid: number | null, late?: LateStart): void {
    this.open();
    this.roster.noteStarted(pid === null ? null : knownProcess(pid), late);
  }

  private sayWhoIsHere(): Promise<void> {
    this.roster.open();
    return this.tell(thisProcess().pid);
  }
}
