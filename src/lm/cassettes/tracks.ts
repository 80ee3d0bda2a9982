import { type CanonicalRequest, requestKey } from './canonical-request';
import { type CassetteOwner, cassettePath } from './cassette-path';

/** The recording that a call asks for, whether it is there or not. */
export interface Track {
  readonly key: string;
  /** From 0, among equal requests of the test. */
  readonly occurrence: number;
  /** Where it lies, or would lie. */
  readonly path: string;
  readonly request: CanonicalRequest;
}

/** Gives each call of one test a track of its own: equal requests are numbered. */
export class Tracks {
  private readonly taken = new Map<string, Set<number>>();

  constructor(private readonly owner: CassetteOwner) {}

  /** Synchronous: calls that arrive at once are told apart here, whatever comes back first. */
  take(request: CanonicalRequest): Track {
    const key = requestKey(request);
    const occurrence = this.lowestFree(key);
    return { key, occurrence, path: cassettePath(this.owner, key, occurrence), request };
  }

  /** The call failed: it is not there when the test is replayed. */
  giveBack({ key, occurrence }: Track): void {
    this.taken.get(key)?.delete(occurrence);
  }

  private lowestFree(key: string): number {
    const taken = this.taken.get(key) ?? new Set<number>();
    this.taken.set(key, taken);
    let occurrence = 0;
    while (taken.has(occurrence)) occurrence++;
    taken.add(occurrence);
    return occurrence;
  }
}
