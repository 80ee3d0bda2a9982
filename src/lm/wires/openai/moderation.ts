import type { LmCall, LmModeration } from '../../../shared/boundaries/lm-call';
import { replyId } from '../write-reply';

type Json = Record<string, unknown>;

const CATEGORIES = [
  'harassment',
  'harassment/threatening',
  'hate',
  'hate/threatening',
  'illicit',
  'illicit/violent',
  'self-harm',
  'self-harm/instructions',
  'self-harm/intent',
  'sexual',
  'sexual/minors',
  'violence',
  'violence/graphic',
];

/** What OpenAI says of each text. */
export function moderationBody({ results, model }: LmModeration, { messages }: LmCall, idSeed: string): Json {
  return {
    id: replyId('modr-', idSeed),
    model,
    results: results.map(({ flagged, categories, scores }, at) => {
      const names = [...new Set([...CATEGORIES, ...Object.keys(categories), ...Object.keys(scores)])];
      const types = messages[at]?.parts.some(({ type }) => type === 'media') ? ['text', 'image'] : ['text'];
      const each = (value: (name: string) => unknown): Json => Object.fromEntries(names.map((name) => [name, value(name)]));
      return {
        flagged,
        categories: each((name) => categories[name] ?? false),
        category_scores: each((name) => scores[name] ?? (categories[name] === true ? 1 : 0)),
        category_applied_input_types: each(() => types),
      };
    }),
  };
}
