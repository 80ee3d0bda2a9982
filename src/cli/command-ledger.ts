import { Ledgers } from '../run/ledger/ledgers';
import type { Ledger } from '../shared/boundaries/ledger';

interface SharedLedger {
  readonly redisUrl: string | null;
  readonly runKey: string | null;
}

/** The ledger of one command, as a run has one: the same rate, the same budget, the same month. */
export class CommandLedger {
  private readonly ledgers = new Ledgers({ say: (line) => process.stderr.write(`${line}\n`) });

  ledger(shared: SharedLedger): Ledger {
    return {
      reserve: (reservation) => this.ledgers.reserve({ ...reservation, ...shared }, this),
      settle: (settlement) => this.ledgers.settle(settlement, this),
    };
  }

  /** Null where nothing was asked. */
  get state(): Ledgers['state'] {
    return this.ledgers.state;
  }

  close(): Promise<void> {
    return this.ledgers.close();
  }
}
