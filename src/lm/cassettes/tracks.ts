import type { CanonicalRequest } from './canonical-form';
import { type Requests, requestKey } from './canonical-request';
import { type CassetteOwner, cassettePath } from './cassette-path';

/** The recording that a call asks for, whether it is there or not. */
export interface Track extends Place {
  readonly request: CanonicalRequest;
  /** Where version 1 would have it. */
  readonly former: Place;
}

export interface Place {
  readonly key: string;
  /** From 0, among equal requests of the test. */
  readonly occurrence: number;
  /** Where a recording lies, or would lie. */
  readonly path: string;
}

/** Gives each call of one test a track of its own: equal requests are numbered. */
export class Tracks {
  private readonly taken = new Map<string, Set<number>>();
  private readonly formerTaken = new Map<string, Set<number>>();

  constructor(private readonly owner: CassetteOwner) {}

  /** Synchronous: calls that arrive at once are told apart here, whatever comes back first. */
  take({ request, former }: Requests): Track {
    return { ...this.place(request, this.taken), request, former: this.place(former, this.formerTaken) };
  }

  /** The call failed: it is not there when the test is replayed. */
  giveBack({ key, occurrence, former }: Track): void {
    this.taken.get(key)?.delete(occurrence);
    this.formerTaken.get(former.key)?.delete(former.occurrence);
  }

  private place(request: CanonicalRequest, places: Map<string, Set<number>>): Place {
    const key = requestKey(request);
    const taken = places.get(key) ?? new Set<number>();
    places.set(key, taken);
    const occurrence = lowestFree(taken);
    taken.add(occurrence);
    return { key, occurrence, path: cassettePath(this.owner, key, occurrence) };
  }
}

function lowestFree(taken: ReadonlySet<number>): number {
  let occurrence = 0;
  while (taken.has(occurrence)) occurrence++;
  return occurrence;
}
