import type { StreamReader } from '../../shared/boundaries/stream';
import type { ChildUser } from './child-user';
import { type Before, Turns } from './turns';

const REMEMBERED = 1_000;

interface Execute {
  readonly user: ChildUser;
  readonly reader?: StreamReader | undefined;
  readonly onCall?: ((callId: string) => void) | undefined;
  readonly turn?: object | undefined;
}

/** Whose each execute of one child is: Python knows an id, and what comes back with the id is its user's. */
export class Executes {
  private count = 0;
  private readonly all = new Map<string, Execute>();
  private readonly ended: string[] = [];
  private readonly turns = new Turns();
  private readonly ends = new Map<string, AbortController>();

  /** Aborted where nobody waits for what it still asks: it was cancelled or out of time, it failed, or nobody reads it. */
  private readonly abandoned = new Map<string, AbortController>();

  /** `work` gets the id for the wire, and what it is to run after. */
  async run<T>(execute: Execute, work: (id: string, before: Before) => Promise<T>): Promise<T> {
    const id = this.begin(execute.user, execute);
    try {
      return await this.turns.take(execute.turn, id, (before) => work(id, before));
    } catch (error) {
      this.abandoned.get(id)?.abort();
      throw error;
    } finally {
      this.end(id);
    }
  }

  /** Gives the id for the wire. */
  begin(user: ChildUser, { reader, onCall }: Omit<Execute, 'user' | 'turn'> = {}): string {
    const id = String(++this.count);
    this.all.set(id, { user, reader, onCall });
    const abandoned = new AbortController();
    this.abandoned.set(id, abandoned);
    reader?.gone.addEventListener('abort', () => abandoned.abort());
    return id;
  }

  /** Code that it has started may go on asking in its name: the latest are remembered. */
  end(id: string): void {
    this.ends.get(id)?.abort();
    this.ends.delete(id);
    this.abandoned.delete(id);
    this.ended.push(id);
    if (this.ended.length > REMEMBERED) this.all.delete(this.ended.shift() as string);
  }

  /** Aborts when the execute is abandoned. One that ends as it should may leave calls under way. */
  abandonOf(id: string | null): AbortSignal | undefined {
    return id === null ? undefined : this.abandoned.get(id)?.signal;
  }

  /** Aborts when the execute ends; at once for one that has ended. What no execute asks for has no end of its own. */
  endOf(id: string | null): AbortSignal {
    if (id === null) return new AbortController().signal;
    if (!this.all.has(id) || this.ended.includes(id)) return AbortSignal.abort();
    const known = this.ends.get(id) ?? new AbortController();
    this.ends.set(id, known);
    return known.signal;
  }

  /** Undefined for a thread that carries no execute, and for one that ended long ago. */
  userOf(id: string | null): ChildUser | undefined {
    return id === null ? undefined : this.all.get(id)?.user;
  }

  /** An LM call of it was answered. */
  noteCall(id: string | null, callId: string): void {
    if (id !== null) this.all.get(id)?.onCall?.(callId);
  }

  readerOf(id: string): StreamReader | undefined {
    return this.all.get(id)?.reader;
  }
}
