import type { ChildEnd, ForkServerAddress, ForkServerRequest } from '../../shared/boundaries/host';
import type { Ledger } from '../../shared/boundaries/ledger';
import type { RunEvent } from '../../shared/boundaries/run-events';
import type { SlotRequest } from '../../shared/boundaries/slots';

/** What a worker asks of the run's host. */
export interface HostLink {
  /** The run's private folder; its name is the run's id. */
  readonly runFolder: string;
  /** Tells that this process has something to be ended when it dies. */
  own(pid: number): Promise<void>;
  forkServer(request: ForkServerRequest): Promise<ForkServerAddress>;
  childEnd(serverPid: number, pid: number | null): Promise<ChildEnd>;
  /** Resolved when the host has them: the summary must not be written before. */
  send(events: readonly RunEvent[]): Promise<void>;
  /** Tells of a failed test; true when the rest of the run is to be skipped. */
  testFailed(maxFailures: number): Promise<boolean>;
  failedSoFar(): Promise<number>;
  /** Resolved when the request has its slots: see Slots. */
  takeSlots(request: SlotRequest): Promise<void>;
  slotStarted(key: string, pid: number): void;
  giveBackSlots(key: string): void;
  planSlots(file: string, largestTest: number): void;
  /** True while somebody waits for a slot: what is kept for later use only is to be given up. */
  readonly slotsAreWanted: boolean;
  /** Told when that changes; gives a function that ends it. */
  onSlotsWanted(listener: (isWanted: boolean) => void): () => void;
  /** False where no host keeps the run's ledger: then nothing is asked of a real LM. */
  readonly hasLedger: boolean;
  /** The run's ledger: see Ledger. */
  ledger(shared: SharedLedger): Ledger;
}

/** Where a ledger is shared by several machines. */
export interface SharedLedger {
  readonly redisUrl: string | null;
  readonly runKey: string | null;
}
