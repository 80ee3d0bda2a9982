import type { ProjectOfRun, RunEvent } from '../../shared/boundaries/run-events';
import type { DspexError } from '../../shared/errors';
import type { HostLink } from '../host/host-link';
import type { Context } from './context';

/** Collects what a file has to tell the run; sent once, when the file is done. */
export class FileEvents {
  private readonly events: RunEvent[] = [];
  private readonly notCopied = new Map<string, number>();

  constructor(
    private readonly link: HostLink,
    /** As the run tells it: several projects may have files of one name. */
    private readonly file: string,
    private readonly project: ProjectOfRun,
    /** Whether anybody wants to hear of rules that answered nothing. */
    private readonly tellsUnused: boolean,
  ) {}

  add(event: RunEvent): void {
    this.events.push(event);
  }

  /** What a context's journal and rules have to tell, when it closes. */
  addContext(context: Context): void {
    const counts = context.journal.counts();
    if (Object.values(counts).some((count) => count > 0))
      this.events.push({ type: 'lm_calls', file: this.file, project: this.project, ...counts, costUsd: context.journal.costUsd() });
    if (!this.tellsUnused) return;
    for (const { used, declaredAt } of context.rules.own)
      this.events.push(used > 0 ? { type: 'used_rule', declaredAt } : { type: 'unused_rule', declaredAt, label: context.label });
  }

  /** A test got a fresh process where a copy of the file's was to be had. */
  addNotCopied(why: DspexError): void {
    this.notCopied.set(why.parts.what, (this.notCopied.get(why.parts.what) ?? 0) + 1);
  }

  async flush(file: Context): Promise<void> {
    for (const [what, count] of this.notCopied)
      this.events.push({
        type: 'notice',
        text: `${count} fresh ${count === 1 ? 'process' : 'processes'} instead of copies in ${this.file}: ${what}`,
      });
    this.addContext(file);
    await this.link.send(this.events.splice(0));
  }
}
