import type { FileConfig } from './file-config';
import type { TestContext } from './test-context';

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

  error(kind: 'test' | 'hook', own: number | undefined, context: TestContext): Error {
    const { Error: SandboxError } = this.global;
    const limit = own ?? this.setByUser ?? context.resolved.timeoutMs;
    const from =
      own !== undefined
        ? `the ${kind}'s own limit`
        : this.setByUser !== undefined
          ? 'jest.setTimeout or the config'
          : `the ${context.resolved.layer} layer's limit`;
    const error = new SandboxError(
      `Exceeded timeout of ${limit} ms for a ${kind} (${from}; time spent waiting for Python to start is not counted).\n  next: give it more as the last argument: ${kind === 'test' ? 'test(name, fn, 60_000)' : 'beforeAll(fn, 60_000)'}\n  [TIMEOUT]`,
    );
    error.stack = `Error: ${error.message}`;
    return error;
  }

  private get setByUser(): number | undefined {
    return (this.global as unknown as Record<symbol, number | undefined>)[SET_TIMEOUT_KEY] ?? this.config.testTimeoutMs;
  }
}
