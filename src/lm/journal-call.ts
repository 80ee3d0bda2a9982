import type { JournalCall } from '../shared/boundaries/facade';
import { NANO_USD } from '../shared/boundaries/ledger';
import type { LmCall, LmReply } from '../shared/boundaries/lm-call';
import { instructionsOf, promptOf } from './call/call-text';
import { NO_USAGE } from './call/reply';
import type { LmSource } from './journal';

/** A reply, and who gave it. */
export interface Found {
  readonly reply: LmReply;
  readonly source: LmSource;
  readonly ruleDeclaredAt: string | null;
  readonly costNanoUsd?: number;
}

/** A call and its answer as the journal keeps them. */
export function journalCall(call: LmCall, found: Found, { callId, durationMs }: Pick<JournalCall, 'callId' | 'durationMs'>): JournalCall {
  const { door, api, operation, model, fields } = call;
  const { reply, source, ruleDeclaredAt, costNanoUsd = 0 } = found;
  return {
    callId,
    door,
    api,
    operation,
    model,
    prompt: promptOf(call),
    system: instructionsOf(call),
    inputs: fields?.inputs ?? null,
    ...contentOf(reply),
    error: errorOf(reply),
    usage: 'usage' in reply ? reply.usage : NO_USAGE,
    costUsd: costNanoUsd / NANO_USD,
    source,
    ruleDeclaredAt,
    durationMs,
  };
}

function contentOf(reply: LmReply): Pick<JournalCall, 'outputs' | 'text' | 'toolCalls'> {
  if (reply.kind !== 'message') return { outputs: null, text: null, toolCalls: [] };
  return { outputs: reply.fields, text: reply.text, toolCalls: reply.toolCalls };
}

function errorOf(reply: LmReply): JournalCall['error'] {
  if (reply.kind === 'error') return { status: reply.status, message: reply.message };
  return reply.kind === 'fault' ? { status: 0, message: reply.fault } : null;
}
