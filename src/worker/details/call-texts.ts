import type { JournalCall } from '../../shared/boundaries/facade';
import type { FailureCall, FailureMessage } from '../../shared/boundaries/failure';
import type { BridgeLog, LoggedRequest } from '../context/bridge-log';
import { asText, cut, errorText } from './shown-value';

export const MOST_CHARS = { prompt: 20_000, message: 4_000, error: 20_000 };

/** An LM call as people read it, each text no longer than a person would read. */
export function callTexts(call: JournalCall): FailureCall {
  const { model, door, operation, source, ruleDeclaredAt, usage, durationMs } = call;
  return {
    model,
    door,
    operation,
    source,
    ruleDeclaredAt,
    inputs: call.inputs === null ? null : asText(call.inputs, MOST_CHARS.prompt),
    system: cut(call.system, MOST_CHARS.prompt),
    prompt: cut(call.prompt, MOST_CHARS.prompt),
    reply: replyText(call),
    error: errorOfReply(call),
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    durationMs,
  };
}

/** A request to Python, or to what stands in its place. */
export function requestTexts(logged: LoggedRequest, { openedAt }: BridgeLog): FailureMessage {
  const { startedAt, endedAt, command, params, result, error } = logged;
  return {
    atMs: Math.round(startedAt - openedAt),
    command,
    params: asText(params, MOST_CHARS.message),
    durationMs: endedAt === undefined ? null : Math.round(endedAt - startedAt),
    result: endedAt === undefined || error !== undefined ? null : asText(result ?? null, MOST_CHARS.message),
    error: error === undefined ? null : cut((error as Partial<Error>)?.message ?? errorText(error), MOST_CHARS.message),
  };
}

/** Its status and what it says; null where the reply is none. */
export function errorOfReply({ error }: JournalCall): string | null {
  return error === null ? null : cut(`${error.status}: ${error.message}`, MOST_CHARS.message);
}

/** What was answered: text, else fields, and calls of tools. */
export function replyText({ text, outputs, toolCalls }: JournalCall): string | null {
  const said = text ?? (outputs === null ? null : asText(outputs, MOST_CHARS.prompt));
  if (toolCalls.length === 0) return said === null ? null : cut(said, MOST_CHARS.prompt);
  const called = toolCalls.map((tool) => `${tool.name}(${asText(tool.arguments, MOST_CHARS.message)})`);
  return cut([...(said === null ? [] : [said]), ...called].join('\n'), MOST_CHARS.prompt);
}
