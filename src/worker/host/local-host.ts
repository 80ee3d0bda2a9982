import { basename } from 'node:path';
import { ForkServers } from '../../bridge/server/fork-servers';
import { holdOpen } from '../../resources/os/hold-open';
import { makePrivateFolder, removeFolder } from '../../resources/os/private-folder';
import { endRun } from '../../resources/ownership/end-run';
import { registerRun } from '../../resources/ownership/runs';
import { Watchdog } from '../../resources/ownership/watchdog';
import { Slots } from '../../resources/slots/slots';
import type { ChildEnd, ForkServerAddress, ForkServerRequest } from '../../shared/boundaries/host';
import type { Ledger } from '../../shared/boundaries/ledger';
import type { SlotRequest } from '../../shared/boundaries/slots';
import { DspexError } from '../../shared/errors';
import { callOurs } from '../../shared/own-setup';
import type { HostLink } from './host-link';
import { isOnlyProcess } from './only-process';
import { SlotsWanted } from './slots-wanted';

/** What stands in for the host where no globalSetup opened one: it serves this process alone, and keeps no ledger. */
export class LocalHost implements HostLink {
  readonly hasLedger = false;
  private servers: ForkServers | undefined;
  private folder: string | undefined;
  private watchdog: Watchdog | undefined;
  private readonly wanted = new SlotsWanted();
  private readonly slots: Record<SlotRequest['of'], Slots> = {
    process: new Slots({ say: toStderr, onWanted: (isWanted) => this.wanted.set(isWanted) }),
    case: new Slots({ say: toStderr }),
  };
  private failed = 0;

  get runFolder(): string {
    if (this.folder === undefined) {
      this.folder = makePrivateFolder('dspex');
      registerRun(this.folder);
      this.watchdog = new Watchdog(this.folder);
      // The event loop is empty: the run is over. The reaper and the watchdog clean up where this is never reached.
      process.once('beforeExit', () => void this.close());
    }
    return this.folder;
  }

  own(): Promise<void> {
    // This very process is the one whose end the watchdog sees.
    return Promise.resolve();
  }

  async forkServer(request: ForkServerRequest): Promise<ForkServerAddress> {
    if (!isOnlyProcess()) throw noHost();
    this.servers ??= new ForkServers(this.runFolder);
    return this.servers.obtain(request);
  }

  async childEnd(serverPid: number, pid: number | null): Promise<ChildEnd> {
    return (this.servers as ForkServers).childEnd(serverPid, pid);
  }

  send(): Promise<void> {
    // Nobody collects: the run has no reporter of ours either.
    return Promise.resolve();
  }

  testFailed(maxFailures: number): Promise<boolean> {
    return Promise.resolve(++this.failed >= maxFailures);
  }

  failedSoFar(): Promise<number> {
    return Promise.resolve(this.failed);
  }

  takeSlots(request: SlotRequest): Promise<void> {
    return holdOpen(this.slots[request.of].take(request, this));
  }

  slotStarted(key: string, pid: number): void {
    this.slots.process.started(key, pid);
  }

  giveBackSlots(key: string): void {
    for (const slots of Object.values(this.slots)) slots.giveBack(key);
  }

  planSlots(file: string, largestTest: number): void {
    this.slots.process.plan(file, largestTest);
  }

  get slotsAreWanted(): boolean {
    return this.wanted.isWanted;
  }

  onSlotsWanted(listener: (isWanted: boolean) => void): () => void {
    return this.wanted.listen(listener);
  }

  ledger(): Ledger {
    const refuse = (): Promise<never> => Promise.reject(noLedger());
    return { reserve: refuse, settle: refuse };
  }

  private async close(): Promise<void> {
    const { runFolder } = this;
    await this.servers?.close();
    await endRun(basename(runFolder));
    await this.watchdog?.dismiss();
    await removeFolder(runFolder);
  }
}

function toStderr(line: string): void {
  process.stderr.write(`${line}\n`);
}

const NOT_CALLED = 'it was not called: a globalSetup of your own replaces it, or the config has no preset';
const CALL = `${callOurs('globalSetup')}   // in your own globalSetup; without one, write preset: '@dspex/jest-preset' in the Jest config`;

function noHost(): DspexError {
  return new DspexError({
    code: 'NO_HOST',
    what: 'Python was asked for in a run without a host.',
    why: `several workers share one Python service, which the preset's globalSetup starts in Jest's main process; ${NOT_CALLED}`,
    next: `${CALL}; or run npx jest -i`,
  });
}

function noLedger(): DspexError {
  return new DspexError({
    code: 'NO_HOST',
    what: 'A real LM call was made in a run without a host.',
    why: `rate limit and budget are kept in Jest's main process by the preset's globalSetup; ${NOT_CALLED}`,
    next: CALL,
  });
}
