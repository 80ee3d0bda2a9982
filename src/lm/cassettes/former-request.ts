import type { LmCall, LmPart } from '../../shared/boundaries/lm-call';
import { instructionsOf, plainText } from '../call/call-text';
import { joinToolResults } from '../call/tool-results';
import type { CanonicalRequest } from './canonical-form';

/** The settings that version 1 knew, on every wire. */
const KNOWN = [
  ...['temperature', 'topP', 'maxTokens', 'stop', 'seed', 'n', 'presencePenalty', 'frequencyPenalty', 'logprobs', 'topLogprobs'],
  ...['reasoningEffort', 'thinkingBudget', 'toolChoice', 'responseFormat', 'continues', 'dimensions', 'taskType'],
];

/** A request as version 1 of the cassettes had it, which left out what it did not know: its recordings are found by this. */
export function formerRequest(call: LmCall): CanonicalRequest {
  const { operation, model, messages, tools, schema } = call;
  const turns = joinToolResults(messages.filter(({ role }) => role !== 'system'));
  return {
    operation,
    model,
    system: instructionsOf(call),
    messages: turns.map(({ role, parts }) => ({ role, content: formerContent(parts) })),
    tools: tools.map(({ name, description, parameters, type }) => ({ name, description, parameters, ...(type !== undefined && { type }) })),
    schema,
    sampling: formerSampling(call),
  };
}

function formerSampling({ api, sampling }: LmCall): CanonicalRequest['sampling'] {
  const { stop } = sampling;
  const isKnown = (name: string): boolean => KNOWN.includes(name) || (name === 'topK' && api !== 'openai');
  const known = Object.entries(sampling).filter(
    ([name, value]) => isKnown(name) && !(api === 'anthropic' && name === 'thinkingBudget' && value === 0),
  );
  // One text to stop at stayed a text; a list of one has the key that it has now.
  const isOneText = api === 'openai' && Array.isArray(stop) && stop.length === 1;
  return { ...Object.fromEntries(known), ...(isOneText && { stop: stop[0] }) };
}

function formerContent(parts: readonly LmPart[]): CanonicalRequest['messages'][number]['content'] {
  const kept = parts.filter(({ type }) => type !== 'thinking');
  return kept.every(({ type }) => type === 'text')
    ? plainText(kept)
    : (kept.map(formerPart) as CanonicalRequest['messages'][number]['content']);
}

function formerPart(part: LmPart): unknown {
  if (part.type === 'tool_call') return { type: part.type, name: part.name, arguments: part.arguments };
  if (part.type === 'tool_result') return { type: part.type, content: part.content };
  if (part.type === 'other' || part.type === 'thinking') return part;
  if (part.type === 'text') return { type: part.type, text: part.text };
  const { filename, detail, carried, ...known } = part;
  return known;
}
