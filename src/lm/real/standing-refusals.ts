import type { LmCall, LmErrorReply } from '../../shared/boundaries/lm-call';

/** As long as the longest quota that anybody waits for. */
const STANDS_MS = 60_000;

interface Standing {
  readonly reply: LmErrorReply;
  readonly until: number;
}

/**
 * Refusals that the engine has waited for in vain. A client that does not read that it is not to try again gets the same one for a minute,
 * and the provider no request: its tries and ours do not multiply.
 */
export class StandingRefusals {
  private readonly byCall = new Map<string, Standing>();

  constructor(private readonly now: () => number = () => performance.now()) {}

  of(call: LmCall, label: string): LmErrorReply | undefined {
    const key = keyOf(call, label);
    const standing = this.byCall.get(key);
    if (standing !== undefined && standing.until <= this.now()) this.byCall.delete(key);
    return this.byCall.get(key)?.reply;
  }

  keep(call: LmCall, label: string, reply: LmErrorReply): void {
    this.byCall.set(keyOf(call, label), { reply, until: this.now() + STANDS_MS });
  }
}

function keyOf(call: LmCall, label: string): string {
  return JSON.stringify([label, call]);
}
