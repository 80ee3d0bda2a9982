import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import { CassetteFolder, ownerFolder } from '../lm/cassette-folder';
import { CASSETTE_MODES, type CassetteMode, ContextCassettes } from '../lm/context-cassettes';
import type { BeyondRules } from '../lm/engine';
import { recordCommandOf } from '../lm/explain-cassette-miss';
import { configuredNormalizer, idNormalizer } from '../lm/normalize';
import type { RealLm } from '../lm/real-lm';
import { Redactor } from '../lm/redact';
import { pendingFolder } from '../lm/state-folders';
import { DspexError } from '../shared/errors';
import type { FileConfig } from './file-config';
import type { FileEvents } from './file-events';
import type { HostLink } from './host-link';
import { keyVariableOf, openRealLm } from './open-real-lm';
import type { TestContext } from './test-context';

const DAY_MS = 86_400_000;

/** What a file's tests have beyond their rules: the folder of cassettes, and the real LM behind the run's ledger. */
export class FileLm {
  private readonly mode: CassetteMode;
  private readonly folder: CassetteFolder;
  private readonly pending: CassetteFolder;
  private readonly redactor: Redactor;
  private readonly contexts: ContextCassettes[] = [];
  private real: RealLm | undefined;

  constructor(
    private readonly config: FileConfig,
    private readonly link: HostLink,
    private readonly events: FileEvents,
    private readonly env: NodeJS.ProcessEnv,
  ) {
    this.mode = cassetteModeOf(env, config.ci);
    const dir = env.LM_CACHE_DIR || config.options.lm.cassettes.dir;
    this.folder = new CassetteFolder(isAbsolute(dir) ? dir : resolve(config.rootDir, dir));
    this.pending = new CassetteFolder(pendingFolder(config.rootDir, env));
    this.redactor = new Redactor(env);
  }

  cassettesOf(
    { name, ordinal }: { readonly name: string | null; readonly ordinal: number },
    namespaces: readonly string[],
    enclosing: ContextCassettes | undefined,
  ): ContextCassettes {
    const { cassettes } = this.config.options.lm;
    const ids = idNormalizer(namespaces);
    const configured = configuredNormalizer(cassettes.normalize);
    const made = new ContextCassettes({
      owner: { file: this.config.file, name, ordinal },
      folder: this.folder,
      pending: this.pending,
      mode: this.mode,
      replay: cassettes.replay,
      normalize: (text) => configured(ids(text)),
      redactor: this.redactor,
      now: () => new Date(),
      enclosing,
    });
    this.contexts.push(made);
    return made;
  }

  beyondRules(context: TestContext): BeyondRules {
    const { cassettes } = context;
    this.real ??= openRealLm({ config: this.config, link: this.link, events: this.events, env: this.env, redactor: this.redactor });
    const key = keyVariableOf(this.config.options.lm.real);
    return {
      cassettes,
      real: this.real,
      whyNotRecorded: this.whyNotRecorded(),
      recordCommand: recordCommandOf(cassettes.owner, context.resolved.layer, key !== null && !this.env[key] ? key : null),
      whileWaiting: (waiting) => context.whileWaiting(waiting),
      onCassetteMiss: (nearest) =>
        this.events.add({
          type: 'cassette_miss',
          label: context.label,
          differenceKey: nearest?.differenceKey ?? null,
          difference: nearest?.difference ?? '',
        }),
    };
  }

  /** Tells the run which recordings were used, and, when all of the file ran, which nobody asked for. */
  async tellUnused(ranWhole: boolean): Promise<void> {
    const { maxAgeDays } = this.config.options.lm.cassettes;
    const used = this.contexts.flatMap((context) => context.uses);
    const oldest = Date.now() - maxAgeDays * DAY_MS;
    for (const { path, how, recordedAt } of used)
      this.events.add({ type: 'cassette', root: this.folder.root, path, how, stale: Date.parse(recordedAt) < oldest });
    const ofFile = join(ownerFolder({ file: this.config.file, name: null, ordinal: 0 }), '..');
    if (!ranWhole || this.mode === 'off' || !existsSync(join(this.folder.root, ofFile))) return;
    const paths = new Set(used.map(({ path }) => path));
    for (const path of await this.folder.list(ofFile))
      if (!paths.has(path)) this.events.add({ type: 'unused_cassette', path: this.shown(path) });
  }

  private shown(path: string): string {
    return relative(this.config.rootDir, join(this.folder.root, path)).split('\\').join('/');
  }

  /** Why what is missing is not recorded now; null = it is. */
  private whyNotRecorded(): string | null {
    const { real } = this.config.options.lm;
    const key = keyVariableOf(real);
    if (this.mode === 'off') return 'cassettes are off (DSPEX_LM=off)';
    if (this.mode === 'replay') return `nothing is recorded ${this.env.DSPEX_LM === 'replay' ? 'with DSPEX_LM=replay' : 'in CI'}`;
    if (!this.link.hasLedger) return "nothing is recorded in a run without a host (preset: '@dspex/jest-preset')";
    if (key !== null && !this.env[key]) return `it cannot be recorded: ${key} is not set`;
    return null;
  }
}

/** DSPEX_LM; without it, what is missing is recorded, except in CI. */
function cassetteModeOf({ DSPEX_LM: said }: NodeJS.ProcessEnv, ci: boolean): CassetteMode {
  if (said === undefined || said === '') return ci ? 'replay' : 'auto';
  const mode = CASSETTE_MODES.find((candidate) => candidate === said);
  if (mode !== undefined) return mode;
  throw new DspexError({
    code: 'OPTION_INVALID',
    what: `DSPEX_LM is "${said}".`,
    why: `it is one of: ${CASSETTE_MODES.join(', ')}`,
    next: 'DSPEX_LM=auto npx jest',
  });
}
