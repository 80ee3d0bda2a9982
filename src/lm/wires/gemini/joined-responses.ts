import { isRecord, recordOf, recordsOf } from '../../call/read-json';
import { partsOf } from './read-reply';

type Json = Record<string, unknown>;

/** The response that those of a stream make together. */
export function joinedResponses(responses: readonly Json[]): Json {
  const candidates = new Map<unknown, Json>();
  for (const candidate of responses.flatMap((response) => recordsOf(response.candidates)))
    candidates.set(candidate.index ?? 0, joinedCandidate(candidates.get(candidate.index ?? 0), candidate));
  const whole = Object.assign({}, ...responses) as Json;
  return candidates.size === 0 ? whole : { ...whole, candidates: [...candidates.values()] };
}

/** True where each candidate has said why it ends, or the prompt was blocked before there was one. */
export function areEnded(whole: Json): boolean {
  const candidates = recordsOf(whole.candidates);
  if (candidates.length === 0) return isRecord(whole.promptFeedback);
  return candidates.every(({ finishReason }) => typeof finishReason === 'string');
}

function joinedCandidate(before: Json | undefined, candidate: Json): Json {
  if (before === undefined) return candidate;
  const parts = joinedParts(partsOf(before), partsOf(candidate));
  return {
    ...before,
    ...candidate,
    ...(parts.length > 0 && { content: { ...recordOf(before.content), ...recordOf(candidate.content), parts } }),
  };
}

/** Texts in a row are one text, as a whole reply has them; an empty one that only ends the stream is none. */
function joinedParts(before: readonly Json[], more: readonly Json[]): Json[] {
  const parts = [...before];
  for (const part of more) {
    const last = parts.at(-1);
    if (part.text === '' && Object.keys(part).length === 1 && parts.length > 0) continue;
    if (last !== undefined && continues(last, part)) parts[parts.length - 1] = { ...last, ...part, text: `${last.text}${part.text}` };
    else parts.push(part);
  }
  return parts;
}

function continues(last: Json, part: Json): boolean {
  const areTexts = typeof last.text === 'string' && typeof part.text === 'string';
  return areTexts && (last.thought === true) === (part.thought === true) && last.thoughtSignature === undefined;
}
