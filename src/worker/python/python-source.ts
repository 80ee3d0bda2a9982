import type { Adapter } from '../../adapters/adapter';
import type { Leftover } from '../../shared/boundaries/bridge';
import type { DspexError } from '../../shared/errors';
import type { Context } from '../context/context';
import type { ProcessLease } from './process-lease';
import type { ProcessOwner } from './process-starter';
import type { RequestedSlots } from './requested-slots';

/** An adapter, and the lease of its processes; the mock has none. */
export interface OpenedAdapter {
  readonly adapter: Adapter;
  readonly lease: ProcessLease | undefined;
}

/** What a file's contexts need to have Python. */
export interface PythonSource {
  /** `copyOf`: the adapter whose process it begins with a copy of, as soon as there is one. */
  openAdapter(owner: ProcessOwner, copyOf: Adapter | undefined): OpenedAdapter;
  /** The slot of a test among those that use Python at once; undefined where any number may. */
  testSlot(context: Context): RequestedSlots | undefined;
  /** Closes an adapter: at once for a file, in the background for a test, whose next neighbour need not wait for it. */
  closeAdapter(context: Context, opened: OpenedAdapter): Promise<void>;
  /** What a context left in a process that others use after it. */
  noteLeftovers(context: Context, leftovers: readonly Leftover[]): void;
  /** A test was to have a copy of the file's process, and has none. */
  noteNotCopied(why: DspexError): void;
}
