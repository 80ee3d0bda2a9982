import type { LmCall, LmMessageReply, LmReply } from '../shared/boundaries/lm-call';
import type { LmHear } from '../shared/boundaries/lm-hear';
import { isDspexError } from '../shared/errors';
import type { Asker, Upstream } from './asker';
import { errorReply } from './call/reply';
import { isRecordable } from './cassettes/recorded-reply';
import type { Track } from './cassettes/tracks';
import type { Found } from './journal-call';
import { HeardPart, playLeft } from './left-stream';
import { explainCassetteMiss } from './misses/explain-cassette-miss';
import { leftAgain, readFurther } from './misses/explain-left-stream';
import { redactedCall, redactedError } from './secrets/redacted';

/** The recording that answers a call, or the track that one would have. */
export async function playOrTake(call: LmCall, asker: Asker): Promise<Found | Track> {
  const { cassettes } = upstreamOf(asker);
  const track = cassettes.take(call);
  const played = await orGiveBack(track, asker, () => play(call, track, asker));
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

async function play(call: LmCall, track: Track, asker: Asker): Promise<Found | null> {
  const { cassettes, shownPath, hear } = upstreamOf(asker);
  const reply = await cassettes.find(track, hear !== undefined);
  if (reply === null) return null;
  const found: Found = { reply, source: 'cassette', ruleDeclaredAt: null, cassette: shownPath(cassettes.pathOf(track)) };
  return isLeftReply(reply) && hear !== undefined ? playPart(call, reply, found, asker) : found;
}

/** Throws LM_MISS where the program waits for more than it took when it was recorded. */
async function playPart(call: LmCall, part: LmMessageReply & { left: object }, found: Found, asker: Asker): Promise<Found> {
  const { hear, signals, recordCommand } = upstreamOf(asker);
  const leaves = await playLeft(part, hear as LmHear, signals);
  if (!leaves) throw readFurther(redactedCall(call, asker.redact), part, found.cassette ?? '', recordCommand);
  return { ...found, reply: errorReply({ status: 400, message: leftAgain(call) }) };
}

function isLeftReply(reply: LmReply): reply is LmMessageReply & { left: object } {
  return reply.kind === 'message' && reply.left !== null;
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
  const asking = async (): Promise<Found> => {
    try {
      return (await play(call, track, asker)) ?? (await ask(call, track, asker));
    } finally {
      await endTurn();
    }
  };
  return cassettes.during(asking());
}

async function ask(call: LmCall, track: Track, asker: Asker): Promise<Found> {
  const { cassettes, real, whileWaiting, signals, hear } = upstreamOf(asker);
  const heard = new HeardPart(hear);
  const startedAt = performance.now();
  const asking = real.answer(call, { label: asker.label, whileWaiting, signals, hear: heard.hear });
  const answer = await whileWaiting(asking).catch(async (error: unknown) => {
    const part = isDspexError(error) && error.code === 'LM_CALL_GIVEN_UP' ? heard.left() : undefined;
    if (part !== undefined) await isRecorded(cassettes.recordLeft(track, part, performance.now() - startedAt), asker);
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
  const { cassettes, real, whileWaiting, signals, hear } = upstreamOf(asker);
  const { reply, costNanoUsd } = await cassettes.during(real.answer(call, { label: asker.label, whileWaiting, signals, hear }));
  return { reply, source: 'real', ruleDeclaredAt: null, costNanoUsd };
}

function upstreamOf({ upstream, lmMode }: Asker): Upstream {
  if (upstream === null) throw new TypeError(`an asker of LM mode ${lmMode} has neither cassettes nor a real LM`);
  return upstream();
}
