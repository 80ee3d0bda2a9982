import type { ChildUser } from './child-user';

const REMEMBERED = 1_000;

/** Whose each execute of one child is: Python knows an id, and what comes back with the id is its user's. */
export class Executes {
  private count = 0;
  private readonly users = new Map<string, ChildUser>();
  private readonly ended: string[] = [];

  /** Gives the id for the wire. */
  begin(user: ChildUser): string {
    const id = String(++this.count);
    this.users.set(id, user);
    return id;
  }

  /** Code that it has started may go on asking in its name: the latest are remembered. */
  end(id: string): void {
    this.ended.push(id);
    if (this.ended.length > REMEMBERED) this.users.delete(this.ended.shift() as string);
  }

  /** Undefined for a thread that carries no execute, and for one that ended long ago. */
  userOf(id: string | null): ChildUser | undefined {
    return id === null ? undefined : this.users.get(id);
  }
}
