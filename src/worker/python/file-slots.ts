import { randomUUID } from 'node:crypto';
import type { SlotRequest } from '../../shared/boundaries/slots';
import type { DspexOptions } from '../../shared/options/options';
import type { ResolvedTest } from '../../shared/options/resolve-test';
import type { Context } from '../context/context';
import type { HostLink } from '../host/host-link';
import { RequestedSlots } from './requested-slots';

/** What one test file asks of the run's slots: how many its largest test takes, and a request for each context that needs some. */
export class FileSlots {
  /** Unique in the run: two projects may have files of the same name. */
  private readonly id = randomUUID();
  private largestTest: number;
  private requests = 0;

  constructor(private readonly parts: { readonly file: string; readonly options: DspexOptions; readonly link: HostLink }) {
    // Before the tests are declared, any of them might ask for a pool.
    this.largestTest = parts.options.maxPoolSize;
  }

  /** Known once all tests are declared. Those in the file's process take none of their own. */
  plan(tests: readonly ResolvedTest[]): void {
    this.largestTest = Math.max(0, ...tests.filter(({ process }) => process !== 'file').map(({ maxProcesses }) => maxProcesses));
    if (this.requests > 0) this.parts.link.planSlots(this.id, this.largestTest);
  }

  /** For all processes that a context may run at once. */
  forProcesses(context: Context): RequestedSlots {
    return this.request({
      of: 'process',
      label: this.labelOf(context),
      count: context.resolved.maxProcesses,
      kind: context.kind,
      limit: this.parts.options.maxPythonProcesses,
    });
  }

  /** To be one of the tests that use Python at once; undefined where any number may. */
  forTest(context: Context): RequestedSlots | undefined {
    const { maxParallelCases, parallel } = this.parts.options;
    const limit = parallel ? maxParallelCases : 1;
    return limit === undefined ? undefined : this.request({ of: 'case', label: this.labelOf(context), count: 1, kind: 'test', limit });
  }

  private request(request: Pick<SlotRequest, 'of' | 'label' | 'count' | 'kind' | 'limit'>): RequestedSlots {
    const { maxWaitMs } = this.parts.options;
    const key = `${this.id}/${++this.requests}`;
    const whole = (): SlotRequest => ({ ...request, key, file: this.id, largestTest: this.largestTest, maxWaitMs });
    return new RequestedSlots(this.parts.link, whole, key);
  }

  private labelOf({ kind, label }: Context): string {
    return kind === 'file' ? this.parts.file : `${this.parts.file} › ${label}`;
  }
}
