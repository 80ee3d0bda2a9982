/** The span of "per minute". */
export const WINDOW_MS = 60_000;

/** The calls that count for the rate: those under way, and those that ended, until a window later. */
export class RateWindow {
  private readonly underWay = new Set<string>();
  /** When each ended call stops counting, soonest first. */
  private ends: number[] = [];

  constructor(private readonly windowMs: number) {}

  begin(id: string): void {
    this.underWay.add(id);
  }

  end(id: string, now: number): void {
    this.endAt(id, now + this.windowMs);
  }

  /** It ended with its worker. What it had sent may reach the provider yet, so it counts a second window. */
  lose(id: string, now: number): void {
    this.endAt(id, now + 2 * this.windowMs);
  }

  /** It was never sent. */
  cancel(id: string): void {
    this.underWay.delete(id);
  }

  hasRoom(limit: number, now: number): boolean {
    this.forget(now);
    return this.underWay.size + this.ends.length < limit;
  }

  /** When those who wait can go. A call under way ends now, at best. */
  turns(limit: number, now: number): Turns {
    this.forget(now);
    const soonest = new Array<number>(this.underWay.size).fill(now + this.windowMs);
    return new Turns({ now, ends: [...this.ends, ...soonest], limit, windowMs: this.windowMs });
  }

  private endAt(id: string, end: number): void {
    if (this.underWay.delete(id)) this.ends = sorted([...this.ends, end]);
  }

  private forget(now: number): void {
    while ((this.ends[0] ?? Number.POSITIVE_INFINITY) <= now) this.ends.shift();
  }
}

interface TurnsFrom {
  readonly now: number;
  /** When each call that counts stops counting, at the earliest. */
  readonly ends: readonly number[];
  readonly limit: number;
  readonly windowMs: number;
}

/** The earliest instants at which the calls of a queue can go, one after the other. */
export class Turns {
  private free: number;
  private slots: number[];

  constructor(private readonly from: TurnsFrom) {
    this.free = Math.max(0, from.limit - from.ends.length);
    // More may count than are allowed now, after a stricter limit came: the surplus has to end first.
    this.slots = sorted(from.ends).slice(-from.limit);
  }

  get next(): number {
    return this.free > 0 ? this.from.now : (this.slots[0] as number);
  }

  take(): void {
    const end = this.next + this.from.windowMs;
    if (this.free > 0) this.free -= 1;
    else this.slots.shift();
    this.slots = sorted([...this.slots, end]);
  }
}

function sorted(instants: readonly number[]): number[] {
  return [...instants].sort((a, b) => a - b);
}
