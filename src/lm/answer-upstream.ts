import type { LmCall } from '../shared/boundaries/lm-call';
import { isDspexError } from '../shared/errors';
import type { Asker, Upstream } from './asker';
import { isRecordable } from './cassettes/recorded-reply';
import type { Track } from './cassettes/tracks';
import type { Found } from './journal-call';
import { explainCassetteMiss } from './misses/explain-cassette-miss';
import { redactedCall, redactedError } from './secrets/redacted';

/** The recording that answers a call, or the track that one would have. */
export async function playOrTake(call: LmCall, asker: Asker): Promise<Found | Track> {
  const { cassettes } = upstreamOf(asker);
  const track = cassettes.take(call);
  const reply = await cassettes.find(track);
  return reply === null ? track : { reply, source: 'cassette', ruleDeclaredAt: null };
}

/** Asks the real LM for what no cassette answers, and records it. Throws LM_MISS where nothing may be recorded. */
export async function recordOrMiss(call: LmCall, track: Track, asker: Asker): Promise<Found> {
  const { cassettes, real, whyNotRecorded, recordCommand, onCassetteMiss, whileWaiting } = upstreamOf(asker);
  if (whyNotRecorded !== null) {
    const nearest = await cassettes.nearest(track);
    onCassetteMiss(nearest);
    const sources = { ...asker, rules: asker.scope.inSight() };
    throw explainCassetteMiss(redactedCall(call, asker.redact), sources, { track, nearest, whyNotRecorded, recordCommand });
  }
  const answer = await whileWaiting(real.answer(call, asker.label, whileWaiting)).catch((error: unknown) => {
    cassettes.giveBack(track);
    throw error;
  });
  // The program gets what was said, whatever of it may be written.
  const found: Found = { source: 'real', ruleDeclaredAt: null, costNanoUsd: answer.costNanoUsd, reply: answer.reply };
  // A failure is never kept: the call that tries again takes its track.
  if (!isRecordable(answer.reply) || !(await isRecorded(cassettes.record(track, answer.reply, answer.durationMs), asker)))
    cassettes.giveBack(track);
  return found;
}

/** False where it was not, by what is charged to the test: its program was answered. */
async function isRecorded(recording: Promise<void>, { journal, redact }: Asker): Promise<boolean> {
  try {
    await recording;
    return true;
  } catch (error) {
    if (!isDspexError(error)) throw error;
    journal.addProblem(redactedError(error, redact));
    return false;
  }
}

/** Asks the real LM. */
export async function answerByReal(call: LmCall, asker: Asker): Promise<Found> {
  const { real, whileWaiting } = upstreamOf(asker);
  const { reply, costNanoUsd } = await real.answer(call, asker.label, whileWaiting);
  return { reply, source: 'real', ruleDeclaredAt: null, costNanoUsd };
}

function upstreamOf({ upstream, lmMode }: Asker): Upstream {
  if (upstream === null) throw new TypeError(`an asker of LM mode ${lmMode} has neither cassettes nor a real LM`);
  return upstream();
}
