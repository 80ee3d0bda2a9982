import { homedir, tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Upstream } from '../../lm/asker';
import { AskingTurns } from '../../lm/cassettes/asking-turns';
import type { Cassette } from '../../lm/cassettes/cassette';
import { CassetteFolder } from '../../lm/cassettes/cassette-folder';
import { type CassetteMode, looksAtCassettes } from '../../lm/cassettes/cassette-mode';
import { fileFolder } from '../../lm/cassettes/cassette-path';
import { type CassettePlace, cassettePlace, pendingFolder } from '../../lm/cassettes/cassette-places';
import type { CassetteUse } from '../../lm/cassettes/cassette-use';
import { ContextCassettes } from '../../lm/cassettes/context-cassettes';
import { configuredNormalizer, idNormalizer, type Normalize } from '../../lm/cassettes/normalize';
import { stableText } from '../../lm/cassettes/stable-text';
import { tracebackPlaces } from '../../lm/cassettes/traceback-places';
import { recordCommandOf } from '../../lm/misses/record-command';
import { keyVariableOf } from '../../lm/real/key-variables';
import { providerName } from '../../lm/real/provider-name';
import type { RealLm } from '../../lm/real/real-lm';
import { hasRoute } from '../../lm/real/unsupported';
import { harmlessBy } from '../../lm/secrets/not-secret';
import { Redactor } from '../../lm/secrets/redact';
import type { AbortSignalLike } from '../../shared/boundaries/abort-signal';
import type { LmHear } from '../../shared/boundaries/lm-hear';
import type { LmMode } from '../../shared/layers';
import { posixPath } from '../../shared/posix-path';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import type { FileEvents } from '../context/file-events';
import type { PlannedTest } from '../context/file-plan';
import type { HostLink } from '../host/host-link';
import { ASKING_PROCESS } from './asking-process';
import { cassetteModeOf } from './cassette-mode-of';
import { judgeCassettes } from './judge-cassettes';
import { LivingTests } from './living-tests';
import { openRealLm } from './open-real-lm';

const DAY_MS = 86_400_000;

/** What answers a file's tests where no rule does: the folder of cassettes, and the real LM behind the run's ledger. */
export class FileLm {
  readonly redactor: Redactor;
  private readonly mode: CassetteMode;
  private readonly place: CassettePlace;
  /** The test file, as the folder of cassettes names it. */
  private readonly file: string;
  private readonly folder: CassetteFolder;
  private readonly pending: CassetteFolder;
  private readonly turns: AskingTurns;
  private readonly living: LivingTests;
  private readonly normalize: Normalize;
  private readonly stable: Normalize;
  private readonly tracebackPlaces: Normalize;
  private readonly failedAttempts = new Map<string, Cassette>();
  private readonly contexts: ContextCassettes[] = [];
  private real: RealLm | undefined;

  constructor(
    private readonly config: FileConfig,
    private readonly link: HostLink,
    private readonly events: FileEvents,
    private readonly env: NodeJS.ProcessEnv,
    /** The test's own: a set-up file may load keys into it. */
    private readonly sandboxEnv: NodeJS.ProcessEnv,
    /** The file's tests; null while they are not all known. */
    private readonly tests: () => readonly PlannedTest[] | null,
  ) {
    this.mode = cassetteModeOf(env, config.ci);
    this.place = cassettePlace({ ...config, dir: config.options.lm.cassettes.dir, env });
    this.file = posixPath(relative(this.place.base, config.testPath));
    this.folder = new CassetteFolder(this.place.root);
    this.pending = new CassetteFolder(pendingFolder(config.rootDir, env), false);
    this.turns = new AskingTurns(this.pending, { ...ASKING_PROCESS, maxWaitMs: config.options.maxWaitMs });
    this.living = new LivingTests({ ...this.place, file: this.file, env, tests: () => this.namesOfTests() });
    this.normalize = configuredNormalizer(config.options.lm.cassettes.normalize);
    this.stable = stableText({ [config.rootDir]: '<rootDir>', [tmpdir()]: '<tmp>', [homedir()]: '<home>' });
    this.tracebackPlaces = tracebackPlaces(config.rootDir);
    this.redactor = new Redactor(env, sandboxEnv).sparing(harmlessBy(config.options.lm.cassettes.notSecret));
  }

  cassettesOf(
    { name, ordinal }: { readonly name: string | null; readonly ordinal: number },
    /** Of the test and its file: known when something is asked. */
    namespaces: () => readonly string[],
    enclosing: ContextCassettes | undefined,
  ): ContextCassettes {
    const made = new ContextCassettes({
      owner: { file: this.file, name, ordinal },
      folder: this.folder,
      pending: this.pending,
      failedAttempts: this.failedAttempts,
      mode: this.mode,
      replay: this.config.options.lm.cassettes.replay,
      normalize: this.normalize,
      ids: (text) => idNormalizer(namespaces())(text),
      stable: this.stable,
      places: this.tracebackPlaces,
      redactor: this.redactor,
      now: () => new Date(),
      isLiving: (path) => this.living.has(path),
      canRecord: () => this.whyNotRecorded() === null,
      turns: this.turns,
      enclosing,
    });
    this.contexts.push(made);
    return made;
  }

  /** `signal`: the client has given up the call. `hear`: it takes a streamed reply piece by piece. */
  upstreamOf(context: Context, signal?: AbortSignalLike, hear?: LmHear): Upstream {
    const { cassettes } = context;
    const { config, events } = this;
    const key = keyVariableOf(config.options.lm.real);
    return {
      cassettes,
      real: this.openReal(),
      signals: [signal, context.end],
      hear,
      canAsk: ({ operation }) =>
        hasRoute(operation, providerName(config.options.lm.real)) && (context.resolved.lmMode === 'real' || this.whyNotRecorded() === null),
      whyNotRecorded: this.whyNotRecorded(),
      recordCommand: recordCommandOf({
        owner: cassettes.owner,
        file: posixPath(relative(process.cwd(), config.testPath)),
        layer: context.resolved.layer,
        keyVariable: key !== null && !this.hasKey(key) ? key : null,
      }),
      shownPath: (path) => posixPath(relative(process.cwd(), join(this.place.root, path))),
      whileWaiting: (waiting) => context.whileWaiting(waiting),
      onCassetteMiss: (nearest) =>
        events.add({
          type: 'cassette_miss',
          label: context.label,
          differenceKey: nearest?.differenceKey ?? null,
          difference: nearest?.difference ?? '',
        }),
    };
  }

  private openReal(): RealLm {
    const { config, link, redactor } = this;
    const { options, rootDir, testPath: file } = config;
    this.real ??= openRealLm({ options, rootDir, file, link, env: { ...this.sandboxEnv, ...this.env }, redactor });
    return this.real;
  }

  /** Tells the run which recordings were used, and, where the file's tests are known, which nobody needs. */
  async tell(lmMode: LmMode): Promise<void> {
    const { root, base } = this.place;
    for (const context of this.contexts) for (const use of context.uses) this.tellUse(use, context);
    if (!looksAtCassettes(this.mode) || this.tests() === null) return;
    const paths = await this.folder.list(fileFolder(this.file));
    const uses = this.contexts.flatMap((context) => context.uses);
    if (paths.length + uses.length === 0) return;
    const judgement = judgeCassettes(paths, uses, { file: this.file, lmMode, tests: this.namesOfTests() ?? [] });
    this.events.add({ type: 'cassettes_judged', root, base, file: this.file, unused: [...judgement.unused], gone: [...judgement.gone] });
  }

  /** Without secrets, as the folders of their recordings are named after them. */
  private namesOfTests(): readonly PlannedTest[] | null {
    return this.tests()?.map((test) => ({ ...test, name: this.redactor.text(test.name) })) ?? null;
  }

  private tellUse({ path, how, recordedAt, belongsAt, today, redacted }: CassetteUse, { owner }: ContextCassettes): void {
    const { maxAgeDays } = this.config.options.lm.cassettes;
    // A later attempt kept it.
    if (how === 'pending' && !this.failedAttempts.has(path)) return;
    this.events.add({
      type: 'cassette',
      root: this.place.root,
      path,
      how,
      stale: Date.parse(recordedAt) < Date.now() - maxAgeDays * DAY_MS,
      belongsAt,
      today,
      redacted: [...redacted],
      test: { file: owner.file, name: owner.name },
    });
  }

  /** Keys are also looked for where a set-up file puts them; the worker's own win. */
  private hasKey(name: string): boolean {
    return Boolean(this.env[name] ?? this.sandboxEnv[name]);
  }

  /** Why what is missing is not recorded now; null = it is. */
  private whyNotRecorded(): string | null {
    const { real } = this.config.options.lm;
    const key = keyVariableOf(real);
    if (this.mode === 'off') return 'cassettes are off (DSPEX_LM=off), and no model is asked: DSPEX_LM=live asks it, and records nothing';
    // Who asks for the model is told by it why it cannot be asked.
    if (this.mode === 'live') return null;
    if (this.mode === 'replay') return `nothing is recorded ${this.env.DSPEX_LM === 'replay' ? 'with DSPEX_LM=replay' : 'in CI'}`;
    if (!this.link.hasLedger) return "nothing is recorded in a run without a host (preset: '@dspex/jest-preset')";
    if (key !== null && !this.hasKey(key)) return `it cannot be recorded: ${key} is not set`;
    return null;
  }
}
