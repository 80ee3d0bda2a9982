import type { JournalCall } from '../shared/boundaries/facade';
import { NANO_USD } from '../shared/boundaries/ledger';
import type { LmCall, LmReply } from '../shared/boundaries/lm-call';
import { askedCall } from './call/asked-call';
import { NO_USAGE } from './call/reply';
import type { LmSource } from './journal';
import { calledTools } from './rules/called-tools';

/** A reply, and who gave it. */
export interface Found {
  readonly reply: LmReply;
  readonly source: LmSource;
  readonly ruleDeclaredAt: string | null;
  readonly costNanoUsd?: number | undefined;
  /** The path of the recording that answered, as it is typed where Jest was started. */
  readonly cassette?: string;
}

/** A call and its answer as the journal keeps them. */
export function journalCall(call: LmCall, found: Found, { callId, durationMs }: Pick<JournalCall, 'callId' | 'durationMs'>): JournalCall {
  const { reply, source, ruleDeclaredAt, costNanoUsd = 0 } = found;
  return {
    callId,
    ...askedCall(call),
    inputs: call.fields?.inputs ?? null,
    ...contentOf(reply, call),
    error: errorOf(reply),
    usage: 'usage' in reply ? reply.usage : NO_USAGE,
    costUsd: costNanoUsd / NANO_USD,
    source,
    ruleDeclaredAt,
    durationMs,
  };
}

function contentOf(reply: LmReply, call: LmCall): Pick<JournalCall, 'outputs' | 'text' | 'toolCalls'> {
  if (reply.kind !== 'message') return { outputs: null, text: null, toolCalls: [] };
  return { outputs: reply.fields, text: reply.text, toolCalls: calledTools(reply, call) };
}

function errorOf(reply: LmReply): JournalCall['error'] {
  if (reply.kind === 'error') return { status: reply.status, message: reply.message };
  return reply.kind === 'fault' ? { status: 0, message: reply.fault } : null;
}
