import type { Redactor } from '../../lm/secrets/redact';
import type { KnownProcess } from '../../resources/os/known-process';
import { shortCommand } from '../../resources/os/process-table';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import type { Leftover } from '../../shared/boundaries/bridge';
import type { DspexError } from '../../shared/errors';
import type { LeakAction } from '../../shared/options/policies';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { TestContext } from '../context/test-context';
import { leakError } from './leak';
import { type Leak, LeakCheck } from './leak-check';
import { Openings } from './openings';
import { carrying, type FileMark } from './process-starts';

interface FileLeaksParts {
  readonly config: FileConfig;
  readonly events: FileEvents;
  readonly claims: () => WorkerProcesses;
  /** The context of whoever opens something now. */
  readonly owner: () => TestContext;
  readonly redactor: Redactor;
}

/** What the tests of a file leave behind: found when each is over, told to the run, and charged to the test that opened it. */
export class FileLeaks {
  private readonly action: LeakAction;
  private readonly openings: Openings;
  private readonly check: LeakCheck;
  private readonly mark: FileMark;
  private readonly inPython = new Map<TestContext, Leak[]>();

  constructor(private readonly parts: FileLeaksParts) {
    const { options, ci, testPath } = parts.config;
    this.action = options.leaks ?? (ci ? 'fail' : 'warn');
    this.mark = { file: parts.config.file, testPath, action: this.action, isOver: false, redact: (text) => text };
    this.openings = new Openings({ testPath, claims: parts.claims, owner: parts.owner });
    this.check = new LeakCheck({ openings: this.openings, claims: parts.claims, policy: options.cleanupPolicy, redact: this.redact });
  }

  readonly redact = (text: string): string => this.parts.redactor.text(text);

  watch(): void {
    if (this.action !== 'off') this.openings.watch();
  }

  /** What is started in it, or by what it began, is this file's. */
  carry<T>(work: () => T): T {
    return carrying(this.mark, work);
  }

  /** From its last look on: what is started now is the run's to find. */
  private endFile(): void {
    this.mark.isOver = true;
    this.mark.redact = this.parts.redactor.snapshot();
  }

  close(): void {
    this.endFile();
    this.openings.close();
  }

  /** What runs already when a context first starts something is not its own. */
  noteBefore(context: TestContext): void {
    if (this.action !== 'off') this.openings.noteBefore(context);
  }

  noteManaged(context: TestContext, known: KnownProcess): void {
    this.check.noteManaged(context, known);
  }

  noteLeftovers(context: TestContext, leftovers: readonly Leftover[]): void {
    const leaks = leftovers.map(({ kind, what }) => ({ kind: `Python ${kind}`, what: shortCommand(what, this.redact), openedAt: '' }));
    this.inPython.set(context, [...(this.inPython.get(context) ?? []), ...leaks]);
  }

  /** For the summary, which names and counts them. */
  tell(label: string, leaks: readonly Leak[]): void {
    if (this.action === 'off') return;
    const { events, config } = this.parts;
    for (const { openedAt, ...leak } of leaks)
      events.add({ type: 'leak', file: config.file, label, ...leak, ...(openedAt !== '' && { openedAt }) });
  }

  /** Ends what a closed context has left; gives what it is charged with. */
  async endOf(context: TestContext): Promise<DspexError[]> {
    if (context.kind === 'file') this.endFile();
    if (this.action === 'off') return [];
    const leaks = [...(this.inPython.get(context) ?? []), ...(await this.check.check(context))];
    this.inPython.delete(context);
    this.tell(context.label, leaks);
    return this.action === 'fail' ? leaks.filter(isCharged).map((leak) => leakError(leak, context.kind)) : [];
  }
}

/**
 * A pool that Python opened at first use, a task of its loop, a program that another test did not wait for: told, and charged to nobody, as
 * in a process that tests share it may not be this one's.
 */
function isCharged({ kind }: Leak): boolean {
  return !kind.startsWith('Python ') || kind === 'Python thread' || kind === 'Python process';
}
