import type { ChildProcess } from 'node:child_process';
import type { AnyFunction } from '../../shared/stand-in';

/** A process that code in this worker starts by Node's own means. */
export interface ProcessStart<T> {
  /** Node's own function. */
  readonly begin: () => T;
  /** Undefined: it runs to its end in this call. */
  readonly child: ChildProcess | undefined;
  readonly command: () => string;
  /** The function that was called: the stack below it tells where. */
  readonly calledAs: AnyFunction;
}

/** Begins what is started, and notes it. */
export type OnStart = <T>(start: ProcessStart<T>) => T;
