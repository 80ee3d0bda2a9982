import type { LmCall } from '../../../shared/boundaries/lm-call';
import { mediaPart } from './media';

/** What of a call chat completions have no place for, by name. */
export function unsupportedByOpenAi({ api, messages, sampling }: LmCall): string[] {
  const settings = ['thinkingBudget', 'taskType', ...(api === 'openai' || api === 'dspy' ? [] : ['topK'])];
  const media = messages.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.type === 'media' && mediaPart(part) === null ? [part.mimeType || 'a file without a type'] : [])),
  );
  return [...settings.filter((name) => sampling[name] !== undefined), ...media];
}
