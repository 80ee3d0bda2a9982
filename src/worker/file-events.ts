import type { Leftover } from '../shared/boundaries/bridge';
import type { RunEvent } from '../shared/boundaries/run-events';
import type { HostLink } from './host-link';
import type { TestContext } from './test-context';

/** Collects what a file has to tell the run; sent once, when the file is done. */
export class FileEvents {
  private readonly events: RunEvent[] = [];

  constructor(
    private readonly link: HostLink,
    readonly file: string,
  ) {}

  add(event: RunEvent): void {
    this.events.push(event);
  }

  /** What a context's journal and rules have to tell, when it closes. */
  addContext(context: TestContext): void {
    const counts = context.journal.counts();
    if (Object.values(counts).some((count) => count > 0))
      this.events.push({ type: 'lm_calls', file: this.file, ...counts, costUsd: context.journal.costUsd() });
    for (const { used, declaredAt } of context.rules.own)
      this.events.push(used > 0 ? { type: 'used_rule', declaredAt } : { type: 'unused_rule', declaredAt, label: context.label });
  }

  /** What a test left in a Python process that others use after it. */
  addLeftovers({ label }: TestContext, leftovers: readonly Leftover[]): void {
    for (const { kind, what } of leftovers) this.events.push({ type: 'leak', file: this.file, label, kind: `Python ${kind}`, what });
  }

  async flush(file: TestContext): Promise<void> {
    this.addContext(file);
    await this.link.send(this.events.splice(0));
  }
}
