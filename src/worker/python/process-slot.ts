import type { CopyableProcess } from '../../adapters/adapter';
import type { ProcessSource } from '../../adapters/process-source';
import type { Bridge } from '../../bridge/child/bridge';
import { knownProcess, processGone } from '../../resources/os/known-process';
import type { ProcessLease } from './process-lease';
import type { ProcessOwner, ProcessStarter } from './process-starter';

interface ProcessSlotParts {
  readonly owner: ProcessOwner;
  readonly lease: ProcessLease;
  readonly starter: ProcessStarter;
  /** What a process that is started in it is a copy of. */
  readonly copyOf: CopyableProcess | undefined;
}

/** One slot of a lease: it has one process after another, each started when the last is gone. */
export class ProcessSlot implements ProcessSource {
  private lastGone: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: ProcessSlotParts) {}

  async open(): Promise<Bridge> {
    const { owner, lease, starter } = this.parts;
    // It may still do what others asked of it.
    await starter.whileWaiting(this.lastGone, 'its last process to end');
    const idle = lease.hasIdle ? await lease.takeIdle(await this.env(), owner.user) : undefined;
    const bridge = idle ?? (await this.start());
    const known = knownProcess(bridge.hello.pid);
    this.lastGone = bridge.closed.then(() => processGone(known));
    return bridge;
  }

  env(): Promise<Readonly<Record<string, string>>> {
    return this.parts.starter.envOf(this.parts.owner);
  }

  giveBack(bridge: Bridge): Promise<void> {
    return this.parts.lease.giveBack(bridge);
  }

  stopWaiting(): void {
    this.parts.lease.stopWaiting();
  }

  private async start(): Promise<Bridge> {
    const { owner, lease, starter, copyOf } = this.parts;
    await starter.whileWaiting(lease.takeSlots());
    const bridge = await starter.start(owner, copyOf);
    lease.started(bridge);
    return bridge;
  }
}
