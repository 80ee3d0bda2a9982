import type { Cassette } from '../lm/cassettes/cassette';
import { CassetteFolder } from '../lm/cassettes/cassette-folder';
import { cassetteText } from '../lm/cassettes/cassette-text';
import { recordedCall } from '../lm/cassettes/recorded-call';
import { cleanReply, fromRecorded, isRecordable, type RecordableReply, toRecorded } from '../lm/cassettes/recorded-reply';
import { shapeChanges } from '../lm/cassettes/reply-shape';
import type { RealLm } from '../lm/real/real-lm';
import type { Redactor } from '../lm/secrets/redact';
import { type ErrorCode, isDspexError } from '../shared/errors';
import type { ListedCassette } from './cassette-state';

/** What became of one recording that was to be asked for again. */
export interface Refreshed {
  readonly listed: ListedCassette;
  /** `left_out`: it cannot be asked; `not_granted`: the ledger has no money, or no word, for it. */
  readonly outcome: 'same' | 'changed' | 'failed' | 'left_out' | 'not_granted';
  /** What changed in shape, or why it was not asked or not answered. */
  readonly told: readonly string[];
}

export interface Refresh {
  readonly real: RealLm;
  readonly redactor: Redactor;
  readonly write: boolean;
}

const OUTCOMES: Readonly<Partial<Record<ErrorCode, Refreshed['outcome']>>> = {
  LM_BUDGET_EXCEEDED: 'not_granted',
  LM_QUOTA_EXHAUSTED: 'not_granted',
  LEDGER_UNAVAILABLE: 'not_granted',
  // It was recorded of another provider.
  LM_REQUEST_UNSUPPORTED: 'left_out',
};

/** Asks the real model again for one recording. Throws LM_KEY_MISSING: without it none can be. */
export async function refreshed(listed: ListedCassette & { cassette: Cassette }, refresh: Refresh): Promise<Refreshed> {
  const call = recordedCall(listed.cassette);
  if (typeof call === 'string') return { listed, outcome: 'left_out', told: [call] };
  try {
    const { reply, durationMs } = await refresh.real.answer(call, { label: listed.shown, whileWaiting: (waiting) => waiting, signals: [] });
    if (!isRecordable(reply)) return { listed, outcome: 'failed', told: [whyNot(reply)] };
    const told = await compare(listed, reply, durationMs, refresh);
    return { listed, outcome: told.length === 0 ? 'same' : 'changed', told };
  } catch (error) {
    if (!isDspexError(error)) throw error;
    if (error.code === 'LM_KEY_MISSING') throw error;
    return { listed, outcome: OUTCOMES[error.code] ?? 'failed', told: [`${error.parts.what} [${error.code}]`] };
  }
}

async function compare(
  { cassette, project, path }: ListedCassette & { cassette: Cassette },
  reply: RecordableReply,
  durationMs: number,
  { redactor, write }: Refresh,
): Promise<string[]> {
  const clean = cleanReply(reply, redactor);
  if (write) {
    const renewed = { ...cassette, recordedAt: new Date().toISOString(), durationMs: Math.round(durationMs), reply: toRecorded(clean) };
    await new CassetteFolder(project.root).keep(path, cassetteText(renewed, redactor), true);
  }
  return shapeChanges(fromRecorded(cassette.reply, 'instant'), clean);
}

function whyNot(reply: { readonly kind: string; readonly status?: number; readonly message?: string }): string {
  return reply.status === undefined
    ? 'the provider answered with what is no reply'
    : `the provider answered ${reply.status}: ${reply.message}`;
}
