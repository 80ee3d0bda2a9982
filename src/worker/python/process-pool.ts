import type { Context } from '../context/context';
import type { HostLink } from '../host/host-link';
import type { FileSlots } from './file-slots';
import { ProcessLease } from './process-lease';

/**
 * Gives each context of a file its lease of Python processes. A test that leases its processes gets those of the last such test, reset; they
 * are kept between two tests while nobody in the run waits for a process.
 */
export class ProcessPool {
  private kept: ProcessLease | undefined;
  private readonly stopListening: () => void;
  private isClosed = false;

  constructor(
    private readonly slots: FileSlots,
    private readonly link: HostLink,
  ) {
    this.stopListening = link.onSlotsWanted((isWanted) => {
      if (isWanted) void this.endKept();
    });
  }

  leaseFor(context: Context): ProcessLease {
    const { process, maxProcesses: size } = context.resolved;
    const { kept } = this;
    if (process !== 'leased' || kept?.size !== size) return new ProcessLease(process, size, this.slots.forProcesses(context));
    this.kept = undefined;
    return kept;
  }

  /** When its context is over. */
  async takeBack(lease: ProcessLease): Promise<void> {
    if (this.mayKeep(lease)) this.kept = lease;
    else await lease.end();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.stopListening();
    await this.endKept();
  }

  private mayKeep({ kind, hasIdle }: ProcessLease): boolean {
    return kind === 'leased' && hasIdle && this.kept === undefined && !this.isClosed && !this.link.slotsAreWanted;
  }

  private async endKept(): Promise<void> {
    const { kept } = this;
    this.kept = undefined;
    await kept?.end();
  }
}
