import type { LmCall } from '../../../shared/boundaries/lm-call';
import { mediaType } from '../media-type';
import { unsupportedThinking } from './thinking';

/** What of a call Gemini has no place for, by name. */
export function unsupportedByGemini(call: LmCall): string[] {
  const { messages, sampling, operation } = call;
  const thinking = unsupportedThinking(call);
  const parts = messages.flatMap((message) => message.parts);
  return [
    ...['verbosity', 'serviceTier'].filter((name) => sampling[name] !== undefined),
    // It may always make several.
    ...(sampling.parallelToolCalls === false ? ['parallelToolCalls'] : []),
    ...(thinking === undefined ? [] : [thinking]),
    ...(messages.some(({ role }) => role === 'system') ? ['a system message in the conversation'] : []),
    ...parts.flatMap((part) => (part.type === 'media' && part.detail !== undefined ? [`detail ${part.detail}`] : [])),
    ...parts.flatMap((part) => (part.type === 'media' && mediaType(part) === undefined ? [`a file of no known type (${part.url})`] : [])),
    ...(operation === 'embed' && parts.some(({ type }) => type === 'other') ? ['token numbers'] : []),
  ];
}
