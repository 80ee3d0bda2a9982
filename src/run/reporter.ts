import { stripVTControlCharacters } from 'node:util';
import { Redactor } from '../lm/secrets/redact';
import { currentRun } from './host/current-run';
import { printSummaryOnce } from './print-summary';
import { isReadByPrograms, type ToldToPrograms } from './read-by-programs';
import { brokenMessage } from './report/broken-message';
import { moduleNote } from './report/module-note';
import { type NotedProject, noRunNote } from './report/no-run-note';
import { noteWatched, type WatchedProject } from './watched-files';

interface FileResult {
  readonly testExecError?: { readonly message?: string } | null | undefined;
  readonly failureMessage?: string | null | undefined;
}

interface ReporterConfig extends ToldToPrograms {
  readonly reporters?: readonly unknown[];
}

/** Ends the run with the summary and writes the report. Add it to your own `reporters`; without it the summary still comes, from globalTeardown. */
class DspexReporter {
  /** An ES module gets the class by its default import, and CommonJS by `default` or as it is. */
  static readonly default = DspexReporter;

  private leak: Error | undefined;

  constructor(private readonly config: ReporterConfig = {}) {}

  onRunStart(): void {
    const run = currentRun();
    if (run !== undefined) run.jestAnnotates = (this.config.reporters ?? []).some((one) => [one].flat()[0] === 'github-actions');
  }

  /** What no worker can tell: a file that did not load has no tests. */
  onTestResult({ path }: { readonly path: string }, { testExecError, failureMessage }: FileResult): void {
    if (!testExecError) return;
    const message = plainText(failureMessage ?? testExecError.message ?? '');
    const record = currentRun()?.host.record;
    record?.addBroken(path, brokenMessage(message));
    const note = moduleNote(path, message);
    if (note !== null) record?.add({ type: 'notice', text: note });
  }

  async onRunComplete(contexts: Iterable<{ readonly config: NotedProject & WatchedProject }> = []): Promise<void> {
    const run = currentRun();
    if (run === undefined) {
      const note = noRunNote([...contexts].map(({ config }) => config));
      if (note !== null && !isReadByPrograms(this.config)) process.stderr.write(note);
      return;
    }
    if (run.isWatching) for (const { config } of contexts) noteWatched(config);
    const leaks = await printSummaryOnce(run);
    const redactor = new Redactor(process.env);
    for (const { message } of leaks) process.stderr.write(`${redactor.text(message)}\n`);
    [this.leak] = leaks;
  }

  /** Jest fails a run for it, and does not print it. */
  getLastError(): Error | undefined {
    return this.leak;
  }
}

/** Without the colours of a terminal. */
function plainText(text: string): string {
  return stripVTControlCharacters(text).trim();
}

export = DspexReporter;
