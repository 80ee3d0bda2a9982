import type { LmCall } from '../shared/boundaries/lm-call';
import { DspexError } from '../shared/errors';
import { type CanonicalRequest, canonicalRequest, requestKey } from './canonical-request';
import { type Cassette, fromLines, toLines } from './cassette';
import { type CassetteFolder, type CassetteOwner, cassettePath, ownerFolder, parseCassette } from './cassette-folder';
import { type NearestCassette, nearestCassette } from './nearest-cassette';
import type { Normalize } from './normalize';
import { cleanReply, fromRecorded, type RecordableReply, toRecorded } from './recorded-reply';
import type { Redactor } from './redact';

/** `auto` records what is missing, `replay` nothing, `record` all anew; with `off` there are no cassettes. */
export const CASSETTE_MODES = ['auto', 'replay', 'record', 'off'] as const;
export type CassetteMode = (typeof CASSETTE_MODES)[number];

export interface ContextCassettesOptions {
  readonly owner: CassetteOwner;
  readonly folder: CassetteFolder;
  /** Recordings of tests that did not pass yet, outside of the repository. */
  readonly pending: CassetteFolder;
  readonly mode: CassetteMode;
  readonly replay: 'instant' | 'realtime';
  readonly normalize: Normalize;
  readonly redactor: Redactor;
  readonly now: () => Date;
  /** The file's, whose normalisers hold for its tests. */
  readonly enclosing: ContextCassettes | undefined;
}

/** A call's place among the recordings of its test. */
export interface Claim {
  readonly key: string;
  readonly occurrence: number;
  readonly path: string;
  readonly request: CanonicalRequest;
}

export type CassetteUse = { readonly path: string; readonly how: 'played' | 'moved' | 'recorded'; readonly recordedAt: string };

/** The recordings of one test, or of one file: which of its calls they answer, and what is added to them. */
export class ContextCassettes {
  readonly uses: CassetteUse[] = [];
  private readonly counts = new Map<string, number>();
  private readonly recorded = new Map<string, Cassette>();
  private readonly patterns: Normalize[] = [];

  readonly owner: CassetteOwner;

  constructor(private readonly options: ContextCassettesOptions) {
    const { owner, redactor } = options;
    // Folders are named after tests, and a test may be named after anything.
    this.owner = { ...owner, name: owner.name === null ? null : redactor.text(owner.name) };
  }

  get mode(): CassetteMode {
    return this.options.mode;
  }

  /** A normaliser of the test's own, besides the config's. */
  addNormalizer(normalize: Normalize): void {
    this.patterns.push(normalize);
  }

  /** Synchronous: calls that arrive at once are told apart here, whatever comes back first. */
  claim(call: LmCall): Claim {
    const { normalize, redactor } = this.options;
    const clean = (text: string): string => this.normalized(normalize(redactor.text(text)));
    const request = canonicalRequest(redactor.value(call), clean);
    const key = requestKey(request);
    const occurrence = this.counts.get(key) ?? 0;
    this.counts.set(key, occurrence + 1);
    return { key, occurrence, path: cassettePath(this.owner, key, occurrence), request };
  }

  /** What was recorded for it: kept, pending since a failed attempt, or under the name that the test had before. */
  async find(claim: Claim): Promise<RecordableReply | null> {
    const { folder, pending, mode, replay } = this.options;
    if (mode === 'off') return null;
    const unkept = this.recorded.get(claim.path) ?? (await pending.read(claim.path));
    if (unkept !== null) {
      this.recorded.set(claim.path, unkept);
      return fromRecorded(unkept.reply, replay);
    }
    if (mode === 'record') return null;
    const kept = await folder.read(claim.path);
    if (kept !== null) return this.use(claim.path, 'played', kept);
    return this.moved(claim);
  }

  /** Keeps a reply that was paid for, safe from a kill at once; gives it as a replay will. */
  async record(claim: Claim, reply: RecordableReply, durationMs: number): Promise<RecordableReply> {
    const { redactor, now, pending } = this.options;
    const { owner } = this;
    const clean = cleanReply(reply, redactor);
    const cassette: Cassette = {
      schemaVersion: 1,
      key: claim.key,
      occurrence: claim.occurrence,
      test: { file: owner.file.split('\\').join('/'), name: owner.name },
      recordedAt: now().toISOString(),
      durationMs: Math.round(durationMs),
      request: toFile(claim.request),
      reply: toRecorded(clean),
    };
    const text = written(redactor.value(cassette), redactor);
    await pending.keep(claim.path, text, true);
    this.recorded.set(claim.path, parseCassette(text, claim.path));
    return clean;
  }

  /** A test that passed keeps what it recorded; one that failed leaves it pending for its next attempt. */
  async finish(passed: boolean): Promise<void> {
    const { folder, pending, mode, redactor } = this.options;
    if (!passed || this.recorded.size === 0) return;
    for (const [path, cassette] of this.recorded) {
      await folder.keep(path, written(cassette, redactor), mode === 'record');
      this.uses.push({ path, how: 'recorded', recordedAt: cassette.recordedAt });
    }
    // Also what an earlier attempt recorded and this one did not ask for.
    for (const path of await pending.list(ownerFolder(this.owner))) await pending.remove(path);
    this.recorded.clear();
  }

  nearest(claim: Claim): Promise<NearestCassette | null> {
    return nearestCassette(this.options.folder, this.owner, claim.request);
  }

  private normalized(text: string): string {
    const changed = this.options.enclosing?.normalized(text) ?? text;
    return this.patterns.reduce((before, pattern) => pattern(before), changed);
  }

  private async moved({ key, occurrence }: Claim): Promise<RecordableReply | null> {
    const path = (await this.options.folder.withKey(key)).find((candidate) => candidate.endsWith(`-${occurrence}.json`));
    const cassette = path === undefined ? null : await this.options.folder.read(path);
    return cassette === null ? null : this.use(path as string, 'moved', cassette);
  }

  private use(path: string, how: CassetteUse['how'], cassette: Cassette): RecordableReply {
    this.uses.push({ path, how, recordedAt: cassette.recordedAt });
    return fromRecorded(cassette.reply, this.options.replay);
  }
}

function toFile(request: CanonicalRequest): Cassette['request'] {
  const messages = request.messages.map(({ role, content }) => ({
    role,
    content: typeof content === 'string' ? toLines(content) : [...content],
  }));
  return { ...request, system: toLines(request.system), messages };
}

/** The file's text, looked through once more as a whole. */
function written(cassette: Cassette, redactor: Redactor): string {
  const text = `${JSON.stringify(cassette, null, 2)}\n`;
  if (redactor.isClean(text)) return text;
  throw new DspexError({
    code: 'CASSETTE_SECRET',
    what: `A recording of ${fromLines(cassette.request.model)} would hold a secret, and was not written.`,
    why: `the text of the whole file still looks like it has one, after every field was cleaned (test "${cassette.test.name ?? cassette.test.file}")`,
    next: 'keep the secret out of the prompt, or take it out by testEnvironmentOptions: { dspex: { lm: { cassettes: { normalize: [{ regex: "…", with: "…" }] } } } }',
  });
}
