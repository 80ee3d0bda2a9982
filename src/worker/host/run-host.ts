import { dirname } from 'node:path';
import type { ChildEnd, ForkServerAddress, ForkServerRequest } from '../../shared/boundaries/host';
import { type AskHost, type HostRequest, hostHere } from '../../shared/boundaries/host-here';
import type { Grant, Ledger } from '../../shared/boundaries/ledger';
import type { RunEvent } from '../../shared/boundaries/run-events';
import type { SlotRequest } from '../../shared/boundaries/slots';
import type { HostLink, SharedLedger } from './host-link';
import { connectToHost } from './host-socket';
import { shownCalls } from './shown-calls';
import { SlotsWanted } from './slots-wanted';

/** The run's host in Jest's main process. */
export class RunHost implements HostLink {
  readonly hasLedger = true;
  private readonly wanted = new SlotsWanted();
  private linked: Promise<AskHost> | undefined;

  constructor(private readonly socketPath: string) {}

  get runFolder(): string {
    return dirname(this.socketPath);
  }

  async own(pid: number): Promise<void> {
    // Where the host is gone there is nobody to tell: its watchdog ends what this worker has.
    await this.ask('own', { pid }).catch(() => undefined);
  }

  forkServer(request: ForkServerRequest): Promise<ForkServerAddress> {
    return this.ask('fork_server', request) as Promise<ForkServerAddress>;
  }

  childEnd(serverPid: number, pid: number | null): Promise<ChildEnd> {
    return this.ask('child_end', { serverPid, pid }) as Promise<ChildEnd>;
  }

  async send(events: readonly RunEvent[]): Promise<void> {
    if (events.length > 0) await this.ask('events', { events });
  }

  async testFailed(maxFailures: number): Promise<boolean> {
    return ((await this.ask('test_failed', { maxFailures })) as { stop: boolean }).stop;
  }

  async failedSoFar(): Promise<number> {
    return ((await this.ask('run_state', {})) as { failed: number }).failed;
  }

  ledger(shared: SharedLedger): Ledger {
    return {
      reserve: (reservation) => this.ask('ledger_reserve', { ...reservation, ...shared }) as Promise<Grant>,
      settle: async (settlement) => void (await this.ask('ledger_settle', settlement)),
    };
  }

  async takeSlots(request: SlotRequest): Promise<void> {
    await this.ask('slot_take', request);
  }

  slotStarted(key: string, pid: number): void {
    this.tell('slot_started', { key, pid });
  }

  giveBackSlots(key: string): void {
    this.tell('slot_give_back', { key });
  }

  planSlots(file: string, largestTest: number): void {
    this.tell('slot_plan', { file, largestTest });
  }

  get slotsAreWanted(): boolean {
    return this.wanted.isWanted;
  }

  onSlotsWanted(listener: (isWanted: boolean) => void): () => void {
    return this.wanted.listen(listener);
  }

  /** Where the host is gone, its slots are too. */
  private tell(name: 'slot_started' | 'slot_give_back' | 'slot_plan', params: object): void {
    this.ask(name, params).catch(() => undefined);
  }

  private async ask(name: HostRequest, params: object): Promise<unknown> {
    return (await this.link())(name, params);
  }

  /** The way to the host. One that could not be made is tried again by the next who asks. */
  private link(): Promise<AskHost> {
    this.linked ??= this.join().catch((error: unknown) => {
      this.linked = undefined;
      throw error;
    });
    return this.linked;
  }

  /** A call where the host lives in this process, else its socket. */
  private async join(): Promise<AskHost> {
    const onSlotsWanted = (isWanted: boolean): void => this.wanted.set(isWanted);
    const host = hostHere(this.socketPath);
    return host === undefined ? connectToHost(this.socketPath, onSlotsWanted) : shownCalls(host.join(onSlotsWanted));
  }
}
