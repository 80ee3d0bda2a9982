import type { Circus } from '@jest/types';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import { declaredFrames } from './declared-frames';
import { fakeTimersThatWait } from './fake-clock';

/** Where `jest.setTimeout` leaves its value, on the sandbox's global. */
const SET_TIMEOUT_KEY = Symbol.for('TEST_TIMEOUT_SYMBOL');

/** How long a test or a hook may take: its own third argument, then jest.setTimeout, then config or command line, then the layer. */
export class TimeLimits {
  constructor(
    private readonly config: FileConfig,
    private readonly global: typeof globalThis,
  ) {}

  of(own: number | undefined, layerMs: number): number {
    return own ?? this.setByUser ?? layerMs;
  }

  /** `declared`: Jest's own error of the place where it was declared. */
  error(kind: 'test' | Circus.HookType, own: number | undefined, context: Context, declared: unknown): Error {
    const { Error: SandboxError } = this.global;
    const limit = own ?? this.setByUser ?? context.resolved.timeoutMs;
    const from =
      own !== undefined
        ? `the ${kind === 'test' ? kind : 'hook'}'s own limit`
        : this.setByUser !== undefined
          ? 'jest.setTimeout or the config'
          : `the ${context.resolved.layer} layer's limit`;
    const uncounted = context.resolved.layer === 'unit' ? '' : '; time spent waiting for Python to start is not counted';
    const more = `give it more as the last argument: ${kind === 'test' ? 'test(name, fn, 60_000)' : `${kind}(fn, 60_000)`}`;
    const error = new SandboxError(
      `Exceeded timeout of ${limit} ms for a ${kind === 'test' ? kind : 'hook'} (${from}${uncounted}).\n  next: ${this.cure()}, or ${more}\n  [TIMEOUT]`,
    );
    error.stack = [`Error: ${error.message}`, ...declaredFrames(declared)].join('\n');
    return error;
  }

  private cure(): string {
    const waiting = fakeTimersThatWait(this.global);
    if (waiting === 0) return 'find what it waits for';
    const timers = waiting === 1 ? '1 timer waits' : `${waiting} timers wait`;
    return `${timers} for Jest's clock: await jest.advanceTimersByTimeAsync(ms) once they are set`;
  }

  private get setByUser(): number | undefined {
    return (this.global as unknown as Record<symbol, number | undefined>)[SET_TIMEOUT_KEY] ?? this.config.testTimeoutMs;
  }
}
