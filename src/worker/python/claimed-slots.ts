import { isRunning, type KnownProcess, knownProcess, processGone } from '../../resources/os/known-process';
import type { SlotClaim } from '../../shared/boundaries/slots';
import type { HostLink } from '../host/host-link';

/** Leave to run the Python processes of one adapter: taken before the first starts, given back when all are gone. */
export class ClaimedSlots {
  private taking: Promise<void> | undefined;
  private isTaken = false;
  private processes: KnownProcess[] = [];

  constructor(
    private readonly link: HostLink,
    private readonly claim: () => SlotClaim,
    private readonly key: string,
  ) {}

  /** Waits for its turn, once. */
  async take(): Promise<void> {
    this.taking ??= this.link.takeSlots(this.claim());
    try {
      await this.taking;
      this.isTaken = true;
    } catch (error) {
      this.taking = undefined;
      throw error;
    }
  }

  /** A process runs under it. */
  started(pid: number): void {
    this.processes = [...this.processes.filter(isRunning), knownProcess(pid)];
    this.link.slotStarted(this.key, pid);
  }

  /** Nobody needs it any more: who waits for it is told ADAPTER_CLOSED. */
  stopWaiting(): void {
    if (this.taking !== undefined && !this.isTaken) this.link.giveBackSlots(this.key);
  }

  async giveBack(): Promise<void> {
    if (!this.isTaken) return;
    await Promise.all(this.processes.map(processGone));
    this.link.giveBackSlots(this.key);
  }
}
