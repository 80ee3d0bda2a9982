import { join } from 'node:path';
import type { Redactor } from '../secrets/redact';
import { type Cassette, isLeft } from './cassette';
import type { CassetteFolder } from './cassette-folder';
import type { CassetteMode } from './cassette-mode';
import type { CassetteOwner } from './cassette-path';
import { cassetteText, parseCassette } from './cassette-text';
import type { CassetteUse } from './cassette-use';
import { cleanReply, type RecordableReply, toRecorded } from './recorded-reply';
import { recordedRequest } from './recorded-request';
import { redactedPlaces } from './redacted-places';
import type { Track } from './tracks';

export interface NewRecordingsOptions {
  readonly owner: CassetteOwner;
  readonly folder: CassetteFolder;
  /** Recordings of tests that did not pass yet, outside of the repository. */
  readonly pending: CassetteFolder;
  /** What failed attempts of this run recorded, by path: one for all attempts of a file. */
  readonly failedAttempts: Map<string, Cassette>;
  readonly mode: CassetteMode;
  readonly redactor: Redactor;
  readonly now: () => Date;
}

/** What one attempt records: pending until its test passes, then cassettes. */
export class NewRecordings {
  private readonly recorded = new Map<string, Cassette>();
  /** Of what was recorded now: where it has less than the program was given. */
  private readonly redacted = new Map<string, readonly string[]>();

  constructor(private readonly options: NewRecordingsOptions) {}

  /** What an attempt of this run was answered; with `auto`, of an earlier run too: `record` asks for new answers, `replay` for kept ones. */
  async find({ path }: Track): Promise<Cassette | null> {
    const { failedAttempts, pending, mode } = this.options;
    const found = failedAttempts.get(path) ?? (mode === 'auto' ? await pending.read(path) : null);
    if (found !== null) this.recorded.set(path, found);
    return found;
  }

  /** Writes a reply that was paid for, safe from a kill at once, and without secrets: a replay has `<redacted>` for them. */
  async add(track: Track, reply: RecordableReply, durationMs: number): Promise<void> {
    const { redactor, pending } = this.options;
    const file = join(pending.root, track.path);
    const clean = cleanReply(reply, redactor);
    const cassette = this.cassetteOf(track, clean, durationMs);
    const text = cassetteText(cassette, redactor);
    // A part is no answer for an attempt that may want more: it is kept when the test has passed, or not at all.
    if (!isLeft(cassette)) await pending.keep(track.path, text, true);
    this.recorded.set(track.path, parseCassette(text, file, false));
    this.redacted.set(track.path, redactedPlaces(reply, clean));
  }

  /** A test that passed keeps what it recorded; one that failed leaves it pending for its next attempt. */
  async finish(passed: boolean): Promise<CassetteUse[]> {
    const uses: CassetteUse[] = [];
    for (const [path, cassette] of this.recorded) {
      if (passed) await this.keep(path, cassette);
      else if (isLeft(cassette)) continue;
      else this.options.failedAttempts.set(path, cassette);
      const redacted = this.redacted.get(path) ?? [];
      uses.push({ path, how: passed ? 'recorded' : 'pending', recordedAt: cassette.recordedAt, belongsAt: path, today: null, redacted });
    }
    this.recorded.clear();
    return uses;
  }

  private cassetteOf({ key, occurrence, request }: Track, reply: RecordableReply, durationMs: number): Cassette {
    const { owner, now } = this.options;
    return {
      schemaVersion: reply.kind === 'message' && reply.left !== null ? 3 : 2,
      key,
      occurrence,
      test: { file: owner.file, name: owner.name },
      recordedAt: now().toISOString(),
      durationMs: Math.round(durationMs),
      request: recordedRequest(request),
      reply: toRecorded(reply),
    };
  }

  /** A whole answer takes the place of a part. */
  private async hasLeft(path: string): Promise<boolean> {
    const kept = await this.options.folder.read(path).catch(() => null);
    return kept !== null && isLeft(kept);
  }

  private async keep(path: string, cassette: Cassette): Promise<void> {
    const { folder, pending, mode, redactor, failedAttempts } = this.options;
    const replaces = mode === 'record' || (!isLeft(cassette) && (await this.hasLeft(path)));
    await folder.keep(path, cassetteText(cassette, redactor), replaces);
    // Of this recording alone: another run may be in the midst of the same test, and has paid for what else waits there.
    await pending.remove(path);
    failedAttempts.delete(path);
  }
}
