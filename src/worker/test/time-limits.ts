import type { Circus } from '@jest/types';
import { OWN_SOURCES } from '../../shared/own-folders';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';

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
    const error = new SandboxError(
      `Exceeded timeout of ${limit} ms for a ${kind === 'test' ? kind : 'hook'} (${from}${uncounted}).\n  next: find what it waits for, or give it more as the last argument: ${kind === 'test' ? 'test(name, fn, 60_000)' : `${kind}(fn, 60_000)`}\n  [TIMEOUT]`,
    );
    const frames = String((declared as Error | undefined)?.stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line) && !line.includes(OWN_SOURCES));
    error.stack = [`Error: ${error.message}`, ...frames].join('\n');
    return error;
  }

  private get setByUser(): number | undefined {
    return (this.global as unknown as Record<symbol, number | undefined>)[SET_TIMEOUT_KEY] ?? this.config.testTimeoutMs;
  }
}
