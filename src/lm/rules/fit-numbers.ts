import type { LmReply } from '../../shared/boundaries/lm-call';
import { recordOf } from '../call/read-json';
import { shown } from '../call/shown';
import { badReply, type FitContext } from './bad-reply';
import { defaultEmbeddings } from './default-embeddings';
import { fitModeration } from './moderation';

/** `{ embedding }` for each text alike, `{ embeddings }` one to each, `{ tokens }` for a count. Throws RULE_REPLY_INVALID. */
export function fitNumbers(value: unknown, context: FitContext): LmReply {
  const { call } = context;
  if (call.operation === 'moderate') return fitModeration(value, context);
  if (call.operation === 'embed') return { ...defaultEmbeddings(call), vectors: vectorsOf(value, context) };
  const { tokens } = recordOf(value);
  if (typeof tokens === 'number') return { kind: 'token_count', tokens, model: call.model };
  throw badReply(context, `its reply is ${shown(value)}`, 'a call of a token count takes { tokens: 12 }');
}

function vectorsOf(value: unknown, context: FitContext): number[][] {
  const { messages } = context.call;
  const { embedding, embeddings } = recordOf(value);
  const vectors: unknown[] = Array.isArray(embeddings) ? embeddings : Array.isArray(embedding) ? messages.map(() => embedding) : [];
  if (vectors.length === messages.length && vectors.every((vector) => Array.isArray(vector)))
    return (vectors as unknown[][]).map((vector) => vector.map(Number));
  const takes = `{ embedding: […] }, or { embeddings: [[…], …] } with ${messages.length}`;
  throw badReply(context, `its reply is ${shown(value)}`, `a call of embeddings takes ${takes}`);
}
