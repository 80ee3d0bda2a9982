import type { LmReply, LmTool } from '../../shared/boundaries/lm-call';
import type { SaidCall } from '../../shared/boundaries/said-parts';
import { asRead } from '../../shared/values/exact-json';
import { encodeValues } from '../../shared/values/values';
import { isAgentStep, stepThatCalls, toolCallsField, toolCallsOf } from './agent-step';
import { badReply, type FitContext } from './bad-reply';
import { requiredDefaults } from './default-reply';
import { estimatedReply } from './estimated-reply';

/** Makes an LM reply that calls a tool, by the means that this call has for it. Throws RULE_REPLY_INVALID where it has none. */
export function fitTool(name: string, args: Readonly<Record<string, unknown>>, context: FitContext): LmReply {
  const { call } = context;
  if (isAgentStep(call)) return byFields(stepThatCalls(name, args), context);
  const called = [{ name, arguments: { ...args } }];
  if (callsNatively(called, context)) return estimatedReply(call, { toolCalls: asRead(called) });
  return byFields({ ...requiredDefaults(call, ''), ...fieldOfCalls(called, context) }, context);
}

/** True where the call offers these tools to the model itself; false where a field of its signature takes the calls. Throws where neither does. */
export function callsNatively(calls: readonly SaidCall[], context: FitContext): boolean {
  const { tools, fields } = context.call;
  const isOffered = ({ name, unoffered }: SaidCall): boolean => unoffered === true || tools.some((tool) => tool.name === name);
  const other = calls.find((called) => !isOffered(called));
  if (other !== undefined && (toolCallsField(context.call) === undefined || calls.some(isOffered)))
    throw offersNot(other.name, tools, context);
  for (const { name, unoffered } of calls)
    if (unoffered !== true) refuseUnusable(name, other === undefined ? tools : (fields?.tools ?? []), context);
  return other === undefined;
}

/** The field of a signature that takes calls of tools (`dspy.ToolCalls`), with these. */
export function fieldOfCalls(calls: readonly SaidCall[], { call }: FitContext): Record<string, unknown> {
  const all = calls.flatMap(({ name, arguments: args }) => toolCallsOf(name, args).tool_calls);
  return { [toolCallsField(call) as string]: { tool_calls: all } };
}

function refuseUnusable(name: string, offered: readonly LmTool[], context: FitContext): void {
  const tool = offered.find((one) => one.name === name);
  if (tool === undefined) throw offersNot(name, offered, context);
  if (tool.type !== undefined && RUN_BY_PROVIDER.test(tool.type))
    throw badReply(
      context,
      `it calls the tool "${name}"`,
      `the provider runs ${tool.type} itself, and answers with what it found: reply with that`,
    );
}

/** Tools that no client ever runs. */
const RUN_BY_PROVIDER =
  /^(web_search|web_fetch|file_search|code_interpreter|code_?execution|image_generation|mcp|tool_search|google|url_?context|enterprise|retrieval)/i;

function byFields(values: Readonly<Record<string, unknown>>, { call }: FitContext): LmReply {
  return estimatedReply(call, { fields: encodeValues(values, 'reply') as Record<string, unknown> });
}

function offersNot(name: string, tools: readonly { readonly name: string }[], context: FitContext): Error {
  const offered = tools.map((tool) => tool.name);
  const why = offered.length === 0 ? 'this call offers no tools' : `this call offers: ${offered.join(', ')}`;
  const madeUp = `one that a model makes up is said by lmReply({ toolCalls: [{ name: '${name}', unoffered: true }] })`;
  return badReply(context, `it calls the tool "${name}"`, `${why}; ${madeUp}`);
}
