import type { Circus } from '@jest/types';
import type { FileConfig } from '../context/file-config';
import type { HostLink } from '../host/host-link';

const RETRY_TIMES_KEY = Symbol.for('RETRY_TIMES');
const IN_CI = 1;
const IN_E2E = 5;

/** Counts failed tests over all workers; past the limit the rest of the run is skipped. */
export class MaxFailures {
  private readonly limit: number;
  private reached = false;
  private asked = false;

  constructor(
    config: FileConfig,
    private readonly link: HostLink,
    private readonly global: typeof globalThis,
  ) {
    this.limit = config.options.maxFailures ?? (config.ci ? IN_CI : process.env.TEST_MODE === 'e2e' ? IN_E2E : 0);
  }

  /** For the first line of the summary: who sees hundreds of skipped tests asks why. */
  get why(): string {
    return `at ${this.limit} failed test${this.limit === 1 ? '' : 's'}, the rest was skipped; to run all: testEnvironmentOptions: { dspex: { maxFailures: 0 } }`;
  }

  /** Asked of the host once per file; a failure in another worker stops this one at its next file. */
  async isReached(): Promise<boolean> {
    if (this.limit === 0) return false;
    if (!this.asked) {
      this.asked = true;
      this.reached ||= (await this.link.failedSoFar()) >= this.limit;
    }
    return this.reached;
  }

  async count(test: Circus.TestEntry): Promise<void> {
    if (this.limit === 0 || this.willRetry(test)) return;
    this.reached = await this.link.testFailed(this.limit);
  }

  private willRetry(test: Circus.TestEntry): boolean {
    const retries = Number((this.global as unknown as Record<symbol, unknown>)[RETRY_TIMES_KEY] ?? 0);
    return test.invocations <= retries;
  }
}
