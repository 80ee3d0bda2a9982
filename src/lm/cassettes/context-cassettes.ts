import type { LmCall } from '../../shared/boundaries/lm-call';
import type { AskingTurns } from './asking-turns';
import { canonicalRequests } from './canonical-request';
import { type Cassette, isLeft } from './cassette';
import { looksAtCassettes } from './cassette-mode';
import type { CassetteOwner } from './cassette-path';
import type { CassetteUse } from './cassette-use';
import type { NearestCassette } from './nearest-cassette';
import { NewRecordings, type NewRecordingsOptions } from './new-recordings';
import type { Normalize } from './normalize';
import { fromRecorded, type RecordableReply } from './recorded-reply';
import { recordedRequest } from './recorded-request';
import { type Place, type Track, Tracks } from './tracks';

export interface ContextCassettesOptions extends NewRecordingsOptions {
  readonly replay: 'instant' | 'realtime';
  readonly normalize: Normalize;
  /** Takes out the ids that this package gave the test. */
  readonly ids: Normalize;
  /** In what is asked: takes out where things lie on this machine. */
  readonly places: Normalize;
  /** For texts that people keep: takes out what only this machine has. */
  readonly stable: Normalize;
  /** Told of a recording of another test: whether that test is still there. */
  readonly isLiving: (path: string) => boolean;
  /** False where nothing can be recorded now. */
  readonly canRecord: () => boolean;
  /** Whose turn it is to ask for what is recorded here. */
  readonly turns: AskingTurns;
  /** The file's, whose normalisers hold for its tests. */
  readonly enclosing: ContextCassettes | undefined;
}

/** The recordings of one test, or of one file: which of its calls they answer, and what is added to them. */
export class ContextCassettes {
  readonly uses: CassetteUse[] = [];
  readonly owner: CassetteOwner;
  private readonly tracks: Tracks;
  private readonly added: NewRecordings;
  private readonly normalizers: Normalize[] = [];
  /** Calls that are being asked: what a program that leaves has heard is recorded afterwards. */
  private readonly asking = new Set<Promise<unknown>>();
  /** Places of streams that programs have left. */
  private readonly left = new Set<string>();

  constructor(private readonly options: ContextCassettesOptions) {
    const { owner, redactor } = options;
    // Folders are named after tests, and a test may be named after anything.
    this.owner = { ...owner, name: owner.name === null ? null : redactor.text(owner.name) };
    this.tracks = new Tracks(this.owner);
    this.added = new NewRecordings({ ...options, owner: this.owner });
  }

  /** A normaliser of the test's own, besides the config's. */
  addNormalizer(normalize: Normalize): void {
    this.normalizers.push(normalize);
  }

  redact(text: string): string {
    return this.options.redactor.text(text);
  }

  /** A text as it is on every run and every machine. */
  stable(text: string): string {
    return this.options.stable(this.normalized(this.options.ids(this.redact(text))));
  }

  /** The track of a call, which no other call gets. Synchronous, see Tracks.take. */
  take(call: LmCall): Track {
    const texts: Normalize = (text) => this.normalized(text);
    const { ids, places, redactor } = this.options;
    return this.tracks.take(canonicalRequests(call, redactor, { texts, ids, places }));
  }

  /** The call failed: the next equal one gets its track. */
  giveBack(track: Track): void {
    if (!this.left.has(track.path)) this.tracks.giveBack(track);
  }

  /**
   * What was recorded for it: kept, pending since an attempt that failed, or under the name that the test had before. `inPieces`: the
   * program may be given a part, as it was when it left a stream.
   */
  async find(track: Track, inPieces = false): Promise<RecordableReply | null> {
    const { mode, replay } = this.options;
    if (!looksAtCassettes(mode)) return null;
    const kept = await this.findKept(track, inPieces);
    if (kept !== null) return kept;
    const added = await this.added.find(track);
    if (added !== null) return fromRecorded(added.reply, replay);
    if (mode === 'record') return null;
    // A test of another run that passed meanwhile has kept what was pending between the two looks.
    return (await this.findKept(track, inPieces)) ?? this.findMoved(track, inPieces);
  }

  /** Where the recording lies that was found for it: under its own name, or another's. */
  pathOf({ path, former }: Track): string {
    return this.uses.filter(({ belongsAt }) => belongsAt === path || belongsAt === former.path).at(-1)?.path ?? path;
  }

  /** Resolved when no other process asks for it, of this run or of another; gives what ends the turn. `record` and `live` ask whoever asks, too. */
  async turnToAsk(track: Track): Promise<() => Promise<void>> {
    const { mode, turns } = this.options;
    return mode === 'auto' ? turns.take(track.path) : async () => undefined;
  }

  /** Records a reply that was paid for, but with `live`. Throws CASSETTE_SECRET. */
  async record(track: Track, reply: RecordableReply, durationMs: number): Promise<void> {
    if (looksAtCassettes(this.options.mode)) await this.added.add(track, reply, durationMs);
  }

  /** Records what a program heard of a stream that it left: the next equal call is another. */
  async recordLeft(track: Track, part: RecordableReply, durationMs: number): Promise<void> {
    await this.record(track, part, durationMs);
    this.left.add(track.path);
  }

  /** A call that is being asked: its end is waited for before the recordings are kept, and the calls told. Nobody waits for it any more then, and that ends it. */
  async during<T>(asking: Promise<T>): Promise<T> {
    this.asking.add(asking);
    try {
      return await asking;
    } finally {
      this.asking.delete(asking);
    }
  }

  /** A test that passed keeps what it recorded; one that failed leaves it pending for its next attempt. */
  async finish(passed: boolean): Promise<void> {
    if (this.asking.size > 0) {
      await Promise.allSettled(this.asking);
      // Who asked hears of the end first, and notes what it cost.
      await new Promise(setImmediate);
    }
    this.uses.push(...(await this.added.finish(passed)));
  }

  /** What comes nearest to a call that misses. */
  nearest(track: Track): Promise<NearestCassette | null> {
    // Loaded here: most files miss nothing, and the package that compares texts is large.
    const { nearestCassette } = require('./nearest-cassette') as typeof import('./nearest-cassette');
    return nearestCassette(this.options.folder, this.owner, track.request);
  }

  /** Without what differs from run to run: first by the config's normalisers, then by the file's, then by the test's own. */
  private normalized(text: string): string {
    return this.byOwnNormalizers(this.options.normalize(text));
  }

  private byOwnNormalizers(text: string): string {
    const changed = this.options.enclosing?.byOwnNormalizers(text) ?? text;
    return this.normalizers.reduce((before, normalize) => normalize(before), changed);
  }

  /** Its recording; one of version 1 under the key that it had there, where several requests of today may have shared one. */
  private async findKept(track: Track, inPieces: boolean): Promise<RecordableReply | null> {
    const { folder, mode } = this.options;
    if (mode === 'record') return null;
    const { path, former } = track;
    const kept = await folder.read(path);
    const now = kept !== null && isLeft(kept) && !inPieces ? null : kept;
    if (now !== null && (now.schemaVersion !== 1 || former.path === path)) return this.play(path, 'played', now, track, track);
    const before = former.path === path ? null : await folder.read(former.path);
    if (before?.schemaVersion === 1) return this.play(former.path, 'played', before, former, track);
    return now === null ? null : this.play(path, 'played', now, track, track);
  }

  private async findMoved(track: Track, inPieces: boolean): Promise<RecordableReply | null> {
    return (await this.findElsewhere(track, inPieces)) ?? (await this.findElsewhere(track.former, inPieces, 1));
  }

  /** Of a test that is gone, which has moved; of one that asks the same, only where this one cannot get a recording of its own. */
  private async findElsewhere(place: Place, inPieces: boolean, ofVersion?: number): Promise<RecordableReply | null> {
    const { folder, isLiving, canRecord } = this.options;
    const paths = (await folder.withKey(place.key)).filter((path) => path.endsWith(`-${place.occurrence}.json`));
    const gone = paths.find((path) => !isLiving(path));
    const path = gone ?? (canRecord() ? undefined : paths[0]);
    const cassette = path === undefined ? null : await folder.read(path);
    if (cassette === null || (ofVersion !== undefined && cassette.schemaVersion !== ofVersion)) return null;
    if (isLeft(cassette) && !inPieces) return null;
    return this.play(path as string, gone === undefined ? 'played' : 'moved', cassette, place);
  }

  /** `own`: the call whose test this is the recording of. */
  private play(path: string, how: CassetteUse['how'], cassette: Cassette, { path: belongsAt }: Place, own?: Track): RecordableReply {
    const { recordedAt, reply, schemaVersion } = cassette;
    const today = own !== undefined && schemaVersion === 1 ? { path: own.path, request: recordedRequest(own.request) } : null;
    this.uses.push({ path, how, recordedAt, belongsAt, today, redacted: [] });
    return fromRecorded(reply, this.options.replay);
  }
}
