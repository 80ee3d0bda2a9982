import type { LmApi, LmCall, LmMessage, LmPart } from '../../shared/boundaries/lm-call';

/**
 * What of a call decides which recording answers it: nothing of the door it came through, nothing that differs from run to run.
 *
 * A prompt is the same through Python and through Node, over whatever wire, streamed or whole. What has no name here is part of it as it
 * came, with the wire whose words it is in.
 */
export interface CanonicalRequest {
  readonly operation: LmCall['operation'];
  readonly model: string;
  readonly system: string;
  readonly messages: readonly CanonicalMessage[];
  readonly tools: LmCall['tools'];
  readonly schema: LmCall['schema'];
  readonly sampling: LmCall['sampling'];
  readonly carried?: Readonly<Record<string, unknown>>;
  /** Of what is carried, here or in messages and tools. */
  readonly wire?: LmApi;
}

export interface CanonicalMessage {
  readonly role: LmMessage['role'];
  /** Text alone, or parts. */
  readonly content: string | readonly CanonicalPart[];
  readonly carried?: Readonly<Record<string, unknown>>;
}

export interface CanonicalPart {
  readonly type: LmPart['type'];
  readonly carried?: Readonly<Record<string, unknown>>;
}
