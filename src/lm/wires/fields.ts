import { isRecord } from '../call/read-json';

type Json = Record<string, unknown>;

/** A record of a request that knows what of it was read: the rest has no name here, and is carried as it came. */
export class Fields {
  private readonly read = new Set<string>();
  private readonly inner = new Map<string, Fields>();

  constructor(private readonly source: Json) {}

  /** The value under a name, which is then known; undefined where there is none, or null. */
  take(name: string): unknown {
    this.read.add(name);
    return this.peek(name);
  }

  /** The value under a name, left to be carried. */
  peek(name: string): unknown {
    return this.source[name] ?? undefined;
  }

  /** The text under a name; what is no text is carried. */
  text(name: string): string | undefined {
    return typeof this.peek(name) === 'string' ? (this.take(name) as string) : undefined;
  }

  /** The records of a list; of a list in which something else stands, or of what is no list, none: it is carried. */
  records(name: string): Json[] {
    const value = this.peek(name);
    return Array.isArray(value) && value.every(isRecord) ? (this.take(name) as Json[]) : [];
  }

  /** The record under a name, whole; an empty one where there is none, and what is no record is carried. */
  record(name: string): Json {
    return isRecord(this.peek(name)) ? (this.take(name) as Json) : {};
  }

  /** What a word of the wire means here; undefined for a word that means nothing here, which is carried. */
  word<Meaning>(name: string, meanings: Readonly<Record<string, Meaning>>): Meaning | undefined {
    const word = this.text(name);
    if (word === undefined || Object.hasOwn(meanings, word)) return word === undefined ? undefined : meanings[word];
    this.read.delete(name);
    return undefined;
  }

  /** The record under a name, to be read in turn; an empty one where there is none. */
  within(name: string): Fields {
    const value = this.peek(name);
    if (!isRecord(value)) return new Fields({});
    const known = this.inner.get(name) ?? new Fields(value);
    this.inner.set(name, known);
    return known;
  }

  /** The settings that are there, under our names for them. Of two spellings that differ, the second is carried. */
  settings(names: Readonly<Record<string, string>>): Json {
    const found: Json = {};
    for (const [wireName, name] of Object.entries(names)) {
      const value = this.peek(wireName);
      if (saysNothing(value) || (found[name] !== undefined && found[name] !== value)) continue;
      found[name] = this.take(wireName);
    }
    return found;
  }

  /** What was not read, to be spread into what was read. */
  rest(): { carried?: Json } {
    const entries = Object.entries(this.source).flatMap(([name, value]): [string, unknown][] => {
      if (saysNothing(value) || this.read.has(name)) return [];
      const inner = this.inner.get(name);
      if (inner === undefined) return [[name, value]];
      const { carried } = inner.rest();
      return carried === undefined ? [] : [[name, carried]];
    });
    return entries.length === 0 ? {} : { carried: Object.fromEntries(entries) };
  }
}

/** Null is what clients send for what they do not say; so is a list of nothing. */
function saysNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}
