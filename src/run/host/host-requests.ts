import type { ForkServers } from '../../bridge/server/fork-servers';
import type { Slots } from '../../resources/slots/slots';
import type { HostRequest } from '../../shared/boundaries/host-here';
import type { Settlement } from '../../shared/boundaries/ledger';
import type { RunEvent } from '../../shared/boundaries/run-events';
import type { SlotRequest } from '../../shared/boundaries/slots';
import type { Ledgers, SharedReservation } from '../ledger/ledgers';
import type { RunRecord } from '../report/run-record';
import { slotRequests } from './slot-requests';
import type { SlowStart } from './slow-start';

/** What answers the requests of workers. */
export interface HostParts {
  readonly record: RunRecord;
  readonly ledgers: Ledgers;
  readonly forkServers: ForkServers;
  readonly slowStart: SlowStart;
  readonly slots: Record<SlotRequest['of'], Slots>;
  /** Counts failed tests over all workers. */
  readonly failures: { count: number };
  /** This worker has something that is ended when it is gone. */
  own(pid: number, owner: object): void;
}

export type HostAnswers = { readonly [N in HostRequest]: (params: never) => unknown };

/** `owner`: stands for the worker that asks, as long as it is there. */
export function hostAnswers(parts: HostParts, owner: object): HostAnswers {
  const { forkServers, ledgers, failures } = parts;
  return {
    fork_server: (params: never) => parts.slowStart.watch(forkServers.obtain(params)),
    child_end: ({ serverPid, pid }: { serverPid: number; pid: number | null }) => forkServers.childEnd(serverPid, pid),
    test_failed: ({ maxFailures }: { maxFailures: number }) => ({ stop: ++failures.count >= maxFailures }),
    events: ({ events }: { events: RunEvent[] }) => {
      for (const event of events) parts.record.add(event);
      return {};
    },
    ledger_reserve: (reservation: SharedReservation) => ledgers.reserve(reservation, owner),
    ledger_settle: async (settlement: Settlement) => {
      await ledgers.settle(settlement, owner);
      return {};
    },
    own: ({ pid }: { pid: number }) => {
      parts.own(pid, owner);
      return {};
    },
    ...slotRequests(parts.slots, owner),
    run_state: () => ({ failed: failures.count }),
  };
}
