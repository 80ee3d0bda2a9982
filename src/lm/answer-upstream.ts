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
  const played = await orGiveBack(track, asker, () => play(track, asker));
  return played ?? track;
}

/** Asks the real LM for what no cassette answers, and records it. Throws LM_MISS where nothing may be recorded. */
export function recordOrMiss(call: LmCall, track: Track, asker: Asker): Promise<Found> {
  const { whyNotRecorded } = upstreamOf(asker);
  return whyNotRecorded === null ? askInTurn(call, track, asker) : explainedMiss(call, track, asker, whyNotRecorded);
}

/** A track that no recording answers, and that none is made for: the next equal call asks for the same one. */
export function giveBack(track: Track | undefined, asker: Asker): void {
  if (track !== undefined) upstreamOf(asker).cassettes.giveBack(track);
}

/** Gives the track of a call back that ends in an error. */
export async function orGiveBack<T>(track: Track | undefined, asker: Asker, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    giveBack(track, asker);
    throw error;
  }
}

async function play(track: Track, asker: Asker): Promise<Found | null> {
  const { cassettes, shownPath } = upstreamOf(asker);
  const reply = await cassettes.find(track);
  return reply === null ? null : { reply, source: 'cassette', ruleDeclaredAt: null, cassette: shownPath(cassettes.pathOf(track)) };
}

async function explainedMiss(call: LmCall, track: Track, asker: Asker, whyNotRecorded: string): Promise<never> {
  const { cassettes, recordCommand, shownPath, onCassetteMiss } = upstreamOf(asker);
  const nearest = await cassettes.nearest(track);
  onCassetteMiss(nearest);
  const sources = { ...asker, rules: asker.scope.inSight() };
  throw explainCassetteMiss(redactedCall(call, asker.redact), sources, { track, nearest, whyNotRecorded, recordCommand, shownPath });
}

/** Another process may have asked for it, and recorded it, by the time that its turn is here. */
async function askInTurn(call: LmCall, track: Track, asker: Asker): Promise<Found> {
  const { cassettes, whileWaiting } = upstreamOf(asker);
  const endTurn = await whileWaiting(cassettes.turnToAsk(track));
  try {
    return (await play(track, asker)) ?? (await ask(call, track, asker));
  } finally {
    await endTurn();
  }
}

async function ask(call: LmCall, track: Track, asker: Asker): Promise<Found> {
  const { cassettes, real, whileWaiting, signals, hear } = upstreamOf(asker);
  const answer = await whileWaiting(real.answer(call, { label: asker.label, whileWaiting, signals, hear }));
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
  const { real, whileWaiting, signals, hear } = upstreamOf(asker);
  const { reply, costNanoUsd } = await real.answer(call, { label: asker.label, whileWaiting, signals, hear });
  return { reply, source: 'real', ruleDeclaredAt: null, costNanoUsd };
}

function upstreamOf({ upstream, lmMode }: Asker): Upstream {
  if (upstream === null) throw new TypeError(`an asker of LM mode ${lmMode} has neither cassettes nor a real LM`);
  return upstream();
}
