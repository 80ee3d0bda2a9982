import type { LmCall } from '../../shared/boundaries/lm-call';
import type { Redactor } from '../secrets/redact';
import { type CanonicalRequest, canonicalRequest, requestKey } from './canonical-request';
import type { Cassette } from './cassette';
import type { CassetteFolder } from './cassette-folder';
import { type CassetteOwner, cassettePath, ownerFolder } from './cassette-path';
import { cassetteText, recordedRequest } from './cassette-text';
import { type NearestCassette, nearestCassette } from './nearest-cassette';
import type { Normalize } from './normalize';
import { parseCassette } from './parse-cassette';
import { cleanReply, fromRecorded, type RecordableReply, toRecorded } from './recorded-reply';

/** `auto` records what is missing, `replay` nothing, `record` all anew; with `off` there are no cassettes. */
export const CASSETTE_MODES = ['auto', 'replay', 'record', 'off'] as const;
export type CassetteMode = (typeof CASSETTE_MODES)[number];

export interface ContextCassettesOptions {
  readonly owner: CassetteOwner;
  readonly folder: CassetteFolder;
  /** Recordings of tests that did not pass yet, outside of the repository. */
  readonly pending: CassetteFolder;
  /** What attempts of this run recorded and did not keep, by path: one for all attempts of a file. */
  readonly unkept: Map<string, Cassette>;
  readonly mode: CassetteMode;
  readonly replay: 'instant' | 'realtime';
  readonly normalize: Normalize;
  /** For texts that people keep: takes out what only this machine has. */
  readonly stable: Normalize;
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

export interface CassetteUse {
  readonly path: string;
  /** `moved`: it lay under another test; `pending`: the test did not pass, and its next attempt will be answered by it. */
  readonly how: 'played' | 'moved' | 'recorded' | 'pending';
  readonly recordedAt: string;
  /** Where it would lie if it were recorded now. */
  readonly claimed: string;
}

/** The recordings of one test, or of one file: which of its calls they answer, and what is added to them. */
export class ContextCassettes {
  readonly uses: CassetteUse[] = [];
  private readonly taken = new Map<string, Set<number>>();
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

  redact(text: string): string {
    return this.options.redactor.text(text);
  }

  /** A text as it is on every run and every machine. */
  stable(text: string): string {
    const { normalize, stable } = this.options;
    return stable(this.normalized(normalize(this.redact(text))));
  }

  /** Synchronous: calls that arrive at once are told apart here, whatever comes back first. */
  claim(call: LmCall): Claim {
    const { normalize, redactor } = this.options;
    const request = canonicalRequest(call, redactor, (text) => this.normalized(normalize(text)));
    const key = requestKey(request);
    const occurrence = this.take(key);
    return { key, occurrence, path: cassettePath(this.owner, key, occurrence), request };
  }

  /** Gives a place back: the call failed, and is not there when the test is replayed. */
  release({ key, occurrence }: Claim): void {
    this.taken.get(key)?.delete(occurrence);
  }

  /** What was recorded for it: kept, pending since an attempt that failed, or under the name that the test had before. */
  async find(claim: Claim): Promise<RecordableReply | null> {
    const { folder, mode } = this.options;
    if (mode === 'off') return null;
    if (mode === 'record') return this.findUnkept(claim);
    const kept = await folder.read(claim.path);
    if (kept !== null) return this.use(claim.path, 'played', kept, claim);
    return (await this.findUnkept(claim)) ?? this.moved(claim);
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
      test: { file: owner.file, name: owner.name },
      recordedAt: now().toISOString(),
      durationMs: Math.round(durationMs),
      request: recordedRequest(claim.request),
      reply: toRecorded(clean),
    };
    const text = cassetteText(cassette, redactor);
    await pending.keep(claim.path, text, true);
    this.recorded.set(claim.path, parseCassette(text, claim.path, false));
    return clean;
  }

  /** A test that passed keeps what it recorded; one that failed leaves it pending for its next attempt. */
  async finish(passed: boolean): Promise<void> {
    const { unkept } = this.options;
    for (const [path, cassette] of this.recorded) {
      if (passed) await this.keep(path, cassette);
      else unkept.set(path, cassette);
      this.uses.push({ path, how: passed ? 'recorded' : 'pending', recordedAt: cassette.recordedAt, claimed: path });
    }
    if (passed && this.recorded.size > 0) await this.forgetPending();
    this.recorded.clear();
  }

  nearest(claim: Claim): Promise<NearestCassette | null> {
    return nearestCassette(this.options.folder, this.owner, claim.request);
  }

  private normalized(text: string): string {
    const changed = this.options.enclosing?.normalized(text) ?? text;
    return this.patterns.reduce((before, pattern) => pattern(before), changed);
  }

  /** Of the counts that are free, the lowest. */
  private take(key: string): number {
    const taken = this.taken.get(key) ?? new Set<number>();
    this.taken.set(key, taken);
    let occurrence = 0;
    while (taken.has(occurrence)) occurrence++;
    taken.add(occurrence);
    return occurrence;
  }

  /** What an attempt of this run was answered; with `auto`, of an earlier run too: `record` asks for new answers, `replay` for kept ones. */
  private async findUnkept({ path }: Claim): Promise<RecordableReply | null> {
    const { unkept, pending, mode, replay } = this.options;
    const found = unkept.get(path) ?? (mode === 'auto' ? await pending.read(path) : null);
    if (found === null) return null;
    this.recorded.set(path, found);
    return fromRecorded(found.reply, replay);
  }

  private async keep(path: string, cassette: Cassette): Promise<void> {
    const { folder, mode, redactor, unkept } = this.options;
    await folder.keep(path, cassetteText(cassette, redactor), mode === 'record');
    unkept.delete(path);
  }

  /** Also what an earlier attempt recorded and this one did not ask for. */
  private async forgetPending(): Promise<void> {
    const { pending } = this.options;
    for (const path of await pending.list(ownerFolder(this.owner))) await pending.remove(path);
  }

  private async moved(claim: Claim): Promise<RecordableReply | null> {
    const { folder } = this.options;
    const path = (await folder.withKey(claim.key)).find((candidate) => candidate.endsWith(`-${claim.occurrence}.json`));
    const cassette = path === undefined ? null : await folder.read(path);
    return cassette === null ? null : this.use(path as string, 'moved', cassette, claim);
  }

  private use(path: string, how: CassetteUse['how'], { recordedAt, reply }: Cassette, claim: Claim): RecordableReply {
    this.uses.push({ path, how, recordedAt, claimed: claim.path });
    return fromRecorded(reply, this.options.replay);
  }
}
