import type { Redactor } from '../../lm/secrets/redact';
import type { WorkerProcesses } from '../../resources/ownership/worker-processes';
import type { ResourceScope } from '../../resources/scope/resource-scope';
import { type SharedScope, sharedScope } from '../../resources/scope/shared-scope';
import type { Leftover } from '../../shared/boundaries/bridge';
import type { DspexError } from '../../shared/errors';
import type { LeakAction } from '../../shared/options/policies';
import type { AnyFunction } from '../../shared/stand-in';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import { CURES } from './cures';
import { beginFile, endFile, type FileOfCode } from './file-of-code';
import { type Leak, leakError, type Opener, type WatchedKind } from './leak';
import { MadeFolders } from './made-folders';
import { OpenedProcesses } from './opened-processes';
import { OpenedServers } from './opened-servers';
import { type WhoOpens, whoOpens } from './opening';
import type { ProcessStarts } from './process-starts';
import { PythonLeftovers } from './python-leftovers';

interface FileLeaksParts {
  readonly config: FileConfig;
  readonly events: FileEvents;
  readonly starts: ProcessStarts;
  readonly processes: () => WorkerProcesses;
  /** The context of whoever opens something now. */
  readonly owner: () => Context;
  readonly redactor: Redactor;
}

/** What the tests of a file leave behind: found when each is over, told to the run, and charged to the test that opened it. */
export class FileLeaks {
  /** Whose code calls a function that starts something; undefined: none of this file's. */
  readonly whoStarts: (calledAs: AnyFunction) => Context | undefined;
  private readonly action: LeakAction;
  private readonly code: FileOfCode;
  private readonly inPython: PythonLeftovers;
  private readonly byNode: readonly WatchedKind[];
  private hasBegun = false;
  private readonly shared = new Set<SharedScope>();

  constructor(private readonly parts: FileLeaksParts) {
    const { options, ci, testPath, file } = parts.config;
    const { starts, processes } = parts;
    const { redact } = this;
    const { cleanupPolicy: policy } = options;
    const opensNow = whoOpens(testPath, () => this.opener());
    this.whoStarts = (calledAs) => (opensNow(calledAs) === undefined ? undefined : parts.owner());
    const opens: WhoOpens = (entry) => (this.hasBegun ? opensNow(entry) : undefined);
    this.action = options.leaks ?? (ci ? 'fail' : 'warn');
    const { lm, allowHosts } = options;
    this.code = { file, testPath, action: this.action, hosts: lm.hosts, allowHosts, redact: (text) => text };
    this.inPython = new PythonLeftovers(redact);
    const ending = policy === 'off' ? 'never' : this.action === 'fail' ? 'with its test' : 'with its file';
    this.byNode = [
      new OpenedServers(opens, ending),
      new OpenedProcesses({ starts, processes, whoOpens: opens, policy, ending, redact }),
      new MadeFolders(opens, ending),
    ];
  }

  readonly redact = (text: string): string => this.parts.redactor.text(text);

  /** As `redact`, for what outlives the file: it holds nothing of it. */
  redactLater(): (text: string) => string {
    return this.parts.redactor.snapshot();
  }

  /** Nothing is noted before `begin`. */
  watch(): void {
    if (this.action !== 'off') for (const kind of this.byNode) kind.watch?.();
  }

  begin(): void {
    this.hasBegun = true;
    beginFile(this.code);
  }

  /** From its last look on: what is started now is the run's to find. */
  private endFile(): void {
    endFile(this.code);
    this.code.redact = this.redactLater();
  }

  close(): void {
    this.endFile();
    for (const kind of [...this.byNode].reverse()) kind.close?.();
  }

  noteLeftovers(context: Context, leftovers: readonly Leftover[]): void {
    this.inPython.note(context, leftovers);
  }

  /** For the summary, which names and counts them. */
  tell(label: string, leaks: readonly Leak[]): void {
    if (this.action === 'off') return;
    const { events, config } = this.parts;
    for (const { kind, what, openedAt } of leaks)
      events.add({ type: 'leak', file: config.fileOfRun, label, kind, what, ...(openedAt !== '' && { openedAt }) });
  }

  /** Ends what a closed context has left, `scope` included: what it opened with `dspex.resources`. Gives what it is charged with. */
  async endOf(context: Context, scope: ResourceScope | undefined): Promise<DspexError[]> {
    if (context.kind === 'file') this.endFile();
    if (this.action === 'off') return [];
    const leaks = await this.leaksOf(context, scope);
    this.tell(context.label, leaks);
    return this.action === 'fail' ? leaks.filter(({ cure }) => cure !== undefined).map((leak) => leakError(leak, context.kind)) : [];
  }

  /** What is opened in the name of a shared thing is nobody's leak: it is ended with the file, in whose memory it is. */
  private opener(): Opener {
    const shared = sharedScope();
    if (shared === undefined) return this.parts.owner();
    this.shared.add(shared);
    return shared;
  }

  /** Something in the memory of this file is open in the name of a shared thing. */
  holdsFor(shared: SharedScope): boolean {
    return this.shared.has(shared) && this.byNode.some((kind) => kind.holdsFor(shared));
  }

  private async endKept(): Promise<void> {
    for (const kind of this.byNode) {
      for (const shared of this.shared) await kind.endOf(shared);
      await kind.endKept?.();
    }
  }

  private async leaksOf(context: Context, scope: ResourceScope | undefined): Promise<Leak[]> {
    const notGivenBack = (await scope?.stillThere()) ?? [];
    const leaks = [...(await this.inPython.endOf(context)), ...notGivenBack.map((one) => ({ ...one, cure: CURES[one.kind] }))];
    for (const kind of this.byNode) leaks.push(...(await kind.endOf(context)));
    if (context.kind === 'file') await this.endKept();
    return leaks;
  }
}
