import type { LmCall, LmChoice, LmMessageReply } from '../../shared/boundaries/lm-call';
import { isRecord, recordOf, recordsOf } from '../call/read-json';
import { isAgentStep, submitSchema, toolCallsField } from './agent-step';
import { fieldInText } from './field-in-text';

interface Called {
  readonly name: string;
  readonly arguments: Record<string, unknown>;
}

/**
 * The tools that a reply calls, by the provider's own calls or by the fields of an agent's step. What ends an agent, ReAct's `finish` and
 * ReActV2's `submit`, is a tool to DSPy and none to whoever wrote the agent.
 */
export function calledTools(reply: LmMessageReply, call: LmCall): Called[] {
  const end = isAgentStep(call) ? 'finish' : submitSchema(call) === undefined ? undefined : 'submit';
  return [reply, ...reply.others].flatMap((choice) => callsOf(choice, call)).filter(({ name }) => name !== end);
}

function callsOf(choice: LmChoice, call: LmCall): Called[] {
  if (choice.toolCalls.length > 0) return choice.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args }));
  if (isAgentStep(call)) return named(fieldOf(choice, 'next_tool_name'), fieldOf(choice, 'next_tool_args'));
  const field = toolCallsField(call);
  if (field === undefined) return [];
  const value = fieldOf(choice, field);
  return recordsOf(isRecord(value) ? value.tool_calls : value).flatMap(({ name, args }) => named(name, args));
}

/** A rule answers by fields; a recording and a model by text. */
function fieldOf({ fields, text }: LmChoice, name: string): unknown {
  return fields === null ? fieldInText(text ?? '', name) : fields[name];
}

function named(name: unknown, args: unknown): Called[] {
  return typeof name === 'string' && name !== '' ? [{ name, arguments: recordOf(args) }] : [];
}
