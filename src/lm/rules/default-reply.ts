import type { LmCall, LmMessageReply, LmReply, LmTool, LmToolCall } from '../../shared/boundaries/lm-call';
import { encodeValues } from '../../shared/values/values';
import { forcedTools } from '../call/tool-choice';
import { finishesAgent, submitSchema, toolCallsField, toolCallsOf } from './agent-step';
import { defaultEmbeddings, defaultTokenCount } from './default-embeddings';
import { estimatedReply } from './estimated-reply';
import { defaultModeration } from './moderation';
import { defaultFor } from './schema-default';
import { withChoices } from './several-choices';

/** What answers a call when nothing was declared for it. */
export function defaultReply(call: LmCall, text: string): LmReply {
  if (call.operation === 'embed') return defaultEmbeddings(call);
  if (call.operation === 'count_tokens') return defaultTokenCount(call);
  if (call.operation === 'moderate') return defaultModeration(call);
  return withChoices(estimatedReply(call, defaultContent(call, text)), [], call);
}

/** The fields of a call with a signature; of any other its text, or the call of a tool that it has to make. */
export function defaultContent(call: LmCall, text: string): Pick<LmMessageReply, 'text' | 'fields' | 'toolCalls'> {
  const { fields, schema } = call;
  const [forced] = fields === null ? forcedTools(call) : [];
  if (forced !== undefined) return { text: null, fields: null, toolCalls: [callByDefault(forced, text)] };
  if (fields === null) return { text: schema === null ? text : JSON.stringify(defaultFor(schema, text)), fields: null, toolCalls: [] };
  const values = { ...requiredDefaults(call, text), ...lastStep(call, text) };
  return { text: null, fields: encodeValues(values, 'outputs') as Record<string, unknown>, toolCalls: [] };
}

function callByDefault({ name, parameters }: LmTool, text: string): LmToolCall {
  const args = defaultFor({ type: 'object', ...parameters }, text);
  return { name, arguments: args as Record<string, unknown> };
}

/** The typed defaults of the fields that a reply has to have. */
export function requiredDefaults({ fields }: LmCall, text: string): Record<string, unknown> {
  const required = fields?.outputs.filter(({ optional }) => optional !== true) ?? [];
  return Object.fromEntries(required.map(({ name, schema }) => [name, finishesAgent(name) ?? defaultFor(schema, text)]));
}

/** A ReActV2 agent ends at once: one that is told nothing would be asked until it gives up. */
function lastStep(call: LmCall, text: string): Record<string, unknown> {
  const [field, schema] = [toolCallsField(call), submitSchema(call)];
  return field === undefined || schema === undefined ? {} : { [field]: toolCallsOf('submit', defaultFor(schema, text)) };
}
