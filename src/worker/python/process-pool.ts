import type { HostLink } from '../host/host-link';
import type { ClaimedSlots } from './claimed-slots';
import { ProcessLease } from './process-lease';

/**
 * The Python processes of a file's tests that have their own while they run: each is reset at its test's end and lent to the next.
 * Kept are those of one test, and only while nobody in the run waits for a process.
 */
export class ProcessPool {
  private kept: { readonly size: number; readonly held: ProcessLease } | undefined;
  private readonly stopListening: () => void;
  private closed = false;

  constructor(private readonly link: HostLink) {
    this.stopListening = link.onSlotsWanted((isWanted) => {
      if (isWanted) void this.drop();
    });
  }

  /** What an adapter of `size` processes starts with: those of the last test, or none but the leave to start some. */
  take(size: number, permit: () => ClaimedSlots): ProcessLease {
    const { kept } = this;
    if (kept?.size !== size) return new ProcessLease(permit());
    this.kept = undefined;
    return kept.held;
  }

  /** When the adapter is closed. */
  async keep(size: number, held: ProcessLease): Promise<void> {
    if (this.closed || this.kept !== undefined || this.link.slotsAreWanted || !held.hasIdle) await held.end();
    else this.kept = { size, held };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.stopListening();
    await this.drop();
  }

  private async drop(): Promise<void> {
    const { kept } = this;
    this.kept = undefined;
    await kept?.held.end();
  }
}
