import { isRunning, type KnownProcess, knownProcess, processGone } from '../../resources/os/known-process';
import type { SlotRequest } from '../../shared/boundaries/slots';
import type { HostLink } from '../host/host-link';

/** Slots of the run that are asked for together: waited for once, and given back when every process that ran in them is gone. */
export class RequestedSlots {
  private taking: Promise<void> | undefined;
  private isTaken = false;
  private processes: KnownProcess[] = [];

  /** `request`: as it is when it is made; its key never changes. */
  constructor(
    private readonly link: HostLink,
    private readonly request: () => SlotRequest,
    private readonly key: string,
  ) {}

  /** Resolved when the run has granted them. */
  async take(): Promise<void> {
    this.taking ??= this.link.takeSlots(this.request());
    try {
      await this.taking;
      this.isTaken = true;
    } catch (error) {
      this.taking = undefined;
      throw error;
    }
  }

  /** A process runs in one of them. */
  started(pid: number): void {
    this.processes = [...this.processes.filter(isRunning), knownProcess(pid)];
    this.link.slotStarted(this.key, pid);
  }

  /** Nobody needs them any more: who waits for them is told ADAPTER_CLOSED. */
  stopWaiting(): void {
    if (this.taking !== undefined && !this.isTaken) this.link.giveBackSlots(this.key);
  }

  async giveBack(): Promise<void> {
    if (!this.isTaken) return;
    await Promise.all(this.processes.map(processGone));
    this.link.giveBackSlots(this.key);
  }
}
