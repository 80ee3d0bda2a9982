import type { LmCall, LmMessageReply, LmReply } from '../../shared/boundaries/lm-call';
import { encodeValues } from '../../shared/values/values';
import { finishesAgent } from './agent-step';
import { defaultEmbeddings, defaultTokenCount } from './default-embeddings';
import { estimatedReply } from './estimated-reply';
import { defaultFor } from './schema-default';

/** What answers a call when nothing was declared for it. */
export function defaultReply(call: LmCall, text: string): LmReply {
  if (call.operation === 'embed') return defaultEmbeddings(call);
  if (call.operation === 'count_tokens') return defaultTokenCount(call);
  return estimatedReply(call, defaultContent(call, text));
}

/** The fields of a call with a signature, the text of any other. */
export function defaultContent({ fields, schema }: LmCall, text: string): Pick<LmMessageReply, 'text' | 'fields'> {
  if (fields === null) return { text: schema === null ? text : JSON.stringify(defaultFor(schema, text)), fields: null };
  const values = fields.outputs.map((output) => [output.name, finishesAgent(output.name) ?? defaultFor(output.schema, text)]);
  return { text: null, fields: encodeValues(Object.fromEntries(values), 'outputs') as Record<string, unknown> };
}
