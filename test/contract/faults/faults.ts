import type { LmFaultReply } from '../../../src/shared/boundaries/lm-call';

export const QUOTA = 'GenerateRequestsPerMinutePerProjectPerModel';

/** What a rule does instead of a proper answer. */
export type Fault =
  | { readonly error: { readonly status: number; readonly retryAfterMs?: number; readonly code?: string; readonly quotaId?: string } }
  | { readonly fault: LmFaultReply['fault'] }
  | { readonly cutAfter: number };

export const CHUNKS = ['one ', 'two ', 'three'] as const;

/** Every fault that a rule can order. Every door keeps every line. */
export const faults: Readonly<Record<string, Fault>> = {
  'a bad request': { error: { status: 400 } },
  'a prompt that is too long': { error: { status: 400, code: 'context_length_exceeded' } },
  'a missing key': { error: { status: 401 } },
  'an unpaid bill': { error: { status: 402 } },
  'something forbidden': { error: { status: 403 } },
  'an unknown model': { error: { status: 404 } },
  'a model that is gone': { error: { status: 404, code: 'model_not_found' } },
  'a request that was slow': { error: { status: 408 } },
  'a request that is too large': { error: { status: 413 } },
  'a full minute': { error: { status: 429, retryAfterMs: 2000, quotaId: QUOTA } },
  'a spent quota': { error: { status: 429, retryAfterMs: 1000, code: 'insufficient_quota' } },
  'an error of the server': { error: { status: 500 } },
  'an overloaded server': { error: { status: 503 } },
  'a slow server': { error: { status: 504 } },
  'an overloaded Anthropic': { error: { status: 529 } },
  'a malformed body': { fault: 'malformed' },
  'a dropped connection': { fault: 'reset' },
  'no answer': { fault: 'timeout' },
  'a stream cut after one piece': { cutAfter: 1 },
  'a stream cut after its last piece': { cutAfter: CHUNKS.length },
  'a stream cut before its first piece': { cutAfter: 0 },
};

export const errors = Object.entries(faults).flatMap(([name, fault]) => ('error' in fault ? [{ name, ...fault.error }] : []));
export const cuts = Object.entries(faults).flatMap(([name, fault]) => ('cutAfter' in fault ? [{ name, ...fault }] : []));
