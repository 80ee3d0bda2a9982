import type { ChildUser } from './child-user';

const REMEMBERED = 1_000;

/** Whose each execute of one child is: Python knows an id, and what comes back with the id is its user's. */
export class Executes {
  private count = 0;
  private readonly users = new Map<string, ChildUser>();
  private readonly ended: string[] = [];
  private readonly ends = new Map<string, AbortController>();

  /** Gives the id for the wire. */
  begin(user: ChildUser): string {
    const id = String(++this.count);
    this.users.set(id, user);
    return id;
  }

  /** Code that it has started may go on asking in its name: the latest are remembered. */
  end(id: string): void {
    this.ends.get(id)?.abort();
    this.ends.delete(id);
    this.ended.push(id);
    if (this.ended.length > REMEMBERED) this.users.delete(this.ended.shift() as string);
  }

  /** Aborts when the execute ends; at once for one that has ended. What no execute asks for has no end of its own. */
  endOf(id: string | null): AbortSignal {
    if (id === null) return new AbortController().signal;
    if (!this.users.has(id) || this.ended.includes(id)) return AbortSignal.abort();
    const known = this.ends.get(id) ?? new AbortController();
    this.ends.set(id, known);
    return known.signal;
  }

  /** Undefined for a thread that carries no execute, and for one that ended long ago. */
  userOf(id: string | null): ChildUser | undefined {
    return id === null ? undefined : this.users.get(id);
  }
}
