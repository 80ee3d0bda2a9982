import type { LmApi, LmCall, LmFaultReply, LmReply } from '../../shared/boundaries/lm-call';

/** A reply as it goes over HTTP. More than one chunk only for a stream. */
export interface WireReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly string[];
  /** Between two chunks. */
  readonly everyMs: number;
  /** Before each chunk, where they differ. */
  readonly delaysMs?: readonly number[] | null;
  /** How the chunks are to be written where they are no UTF-8: `latin1` for one byte to each character. */
  readonly encoding?: 'latin1';
  /** The connection breaks after so many chunks. */
  readonly cutAfter?: number | null;
  /** Where in all chunks together each piece of the reply's text ends: what comes before is the same whatever is said next. */
  readonly pieceEnds?: () => readonly number[];
  /** What is written while the reply is being said; then there are no chunks. */
  readonly live?: AsyncIterable<string>;
  /** A transport that fails; then nothing else here counts. */
  readonly fault?: LmFaultReply['fault'];
}

/** What a wire can write: a fault is no body. */
export type WiredReply = Exclude<LmReply, LmFaultReply>;

/** The request as it came, for what it says of the form of its reply. */
export interface AskedRequest {
  readonly url: URL;
  readonly body: string;
  /** Tells it from all others of its test, and is the same on every run: ids are made of it. */
  readonly idSeed: string;
}

/** Headers of a request, by their names in lower case. */
export type WireHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A provider's HTTP format: reads its requests, writes its replies. Knows no client and no server. */
export interface Wire {
  readonly api: LmApi;
  /** What the id of a reply begins with, where the provider keeps the conversation behind it. */
  readonly keptUnder?: string;
  /** The header in which its clients look for the id of a request. */
  readonly requestIdUnder?: string;
  /** The paths of the POSTs that it reads. */
  readonly route: RegExp;
  /** Throws WireFormatError on a body that is not this provider's. */
  decode(url: URL, body: string, headers?: WireHeaders): LmCall;
  encode(reply: WiredReply, call: LmCall, asked: AskedRequest): WireReply;
  /** An error that no client should send again. */
  encodeRefusal(status: number, message: string): WireReply;
}

/** The request cannot be read: a 400 in the provider's shape answers it. */
export class WireFormatError extends Error {
  override readonly name = 'WireFormatError';
}
