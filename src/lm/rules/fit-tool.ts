import type { LmReply } from '../../shared/boundaries/lm-call';
import { encodeValues } from '../../shared/values/values';
import { isAgentStep, stepThatCalls, toolCallsField, toolCallsOf } from './agent-step';
import { badReply, type FitContext } from './bad-reply';
import { requiredDefaults } from './default-reply';
import { estimatedReply } from './estimated-reply';

/** Makes an LM reply that calls a tool, by the means that this call has for it. Throws RULE_REPLY_INVALID where it has none. */
export function fitTool(name: string, args: Readonly<Record<string, unknown>>, context: FitContext): LmReply {
  const { call } = context;
  if (isAgentStep(call)) return byFields(stepThatCalls(name, args), context);
  if (call.tools.some((tool) => tool.name === name)) return estimatedReply(call, { toolCalls: [{ name, arguments: { ...args } }] });
  const field = toolCallsField(call);
  if (field === undefined) throw offersNot(name, call.tools, context);
  const offered = call.fields?.tools ?? [];
  if (!offered.some((tool) => tool.name === name)) throw offersNot(name, offered, context);
  return byFields({ ...requiredDefaults(call, ''), [field]: toolCallsOf(name, args) }, context);
}

function byFields(values: Readonly<Record<string, unknown>>, { call }: FitContext): LmReply {
  return estimatedReply(call, { fields: encodeValues(values, 'reply') as Record<string, unknown> });
}

function offersNot(name: string, tools: readonly { readonly name: string }[], context: FitContext): Error {
  const offered = tools.map((tool) => tool.name);
  const why = offered.length === 0 ? 'this call offers no tools' : `this call offers: ${offered.join(', ')}`;
  return badReply(context, `it calls the tool "${name}"`, why);
}
