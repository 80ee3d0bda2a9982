import type { Grant, Reservation } from '../../shared/boundaries/ledger';

/** A call that waits to be granted or refused. */
export interface Waiting {
  readonly reservation: Reservation;
  /** Its worker. */
  readonly owner: object;
  readonly since: number;
  readonly grant: (grant: Grant) => void;
  readonly refuse: (error: Error) => void;
  /** True once it was said that it waits. */
  announced: boolean;
  cancelDeadline: () => void;
}

/** The calls that wait, first come first. */
export class WaitingLine {
  private readonly line: Waiting[] = [];

  get first(): Waiting | undefined {
    return this.line[0];
  }

  get length(): number {
    return this.line.length;
  }

  /** As they stand now: calls may leave while it is read. */
  all(): readonly Waiting[] {
    return [...this.line];
  }

  of(owner: object): readonly Waiting[] {
    return this.line.filter((waiting) => waiting.owner === owner);
  }

  join(waiting: Waiting): void {
    this.line.push(waiting);
  }

  has(waiting: Waiting): boolean {
    return this.line.includes(waiting);
  }

  countBefore(waiting: Waiting): number {
    return this.line.indexOf(waiting);
  }

  leave(waiting: Waiting): void {
    const index = this.line.indexOf(waiting);
    if (index >= 0) this.line.splice(index, 1);
    waiting.cancelDeadline();
  }

  refuse(waiting: Waiting, error: Error): void {
    this.leave(waiting);
    waiting.refuse(error);
  }
}
