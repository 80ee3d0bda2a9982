import type { Circus } from '@jest/types';
import type { JournalCall } from '../../shared/boundaries/facade';
import type { FailedProcess, Failure, FailureCall, FailureMessage } from '../../shared/boundaries/failure';
import type { BridgeLog, LoggedRequest } from '../context/bridge-log';
import type { Context } from '../context/context';
import type { FileConfig } from '../context/file-config';
import { versionsFor } from './versions';

const MOST_CALLS = 100;
const MOST_CHARS = { prompt: 20_000, message: 4_000, error: 20_000 };

export interface FailedAttempt {
  readonly test: Circus.TestEntry;
  readonly context: Context;
  readonly config: FileConfig;
  readonly ordinal: number;
  /** The Python processes it used. */
  readonly processes: readonly FailedProcess[];
  /** Where its temp files are now. */
  readonly keptIn: string | undefined;
}

/** All that is known of a failed attempt, each text no longer than a person would read. */
export function failureOf({ test, context, config, ordinal, processes, keptIn }: FailedAttempt): Failure {
  const { layer, lmMode, isolation, adapter } = context.resolved;
  const calls = context.journal.calls();
  return {
    schemaVersion: 1,
    test: { file: config.file, fullName: context.label, ordinal, attempt: test.invocations, layer, lmMode, isolation, adapter },
    endedAt: new Date().toISOString(),
    durationMs: Date.now() - (test.startedAt ?? Date.now()),
    seed: { run: config.runSeed, test: context.ids.seed },
    versions: versionsFor(config.rootDir),
    errors: test.errors.map((error) => cut(errorText(Array.isArray(error) ? error[0] : error), MOST_CHARS.error)),
    lmCalls: calls.slice(-MOST_CALLS).map(callOf),
    bridgeMessages: context.log.requests.map((request) => messageOf(request, context.log)),
    leftOut: { lmCalls: Math.max(0, calls.length - MOST_CALLS), bridgeMessages: context.log.leftOut },
    processes: [...processes],
    keptFiles: keptIn ?? null,
  };
}

function callOf(call: JournalCall): FailureCall {
  const { model, door, operation, source, ruleDeclaredAt, usage, durationMs, error } = call;
  return {
    model,
    door,
    operation,
    source,
    ruleDeclaredAt,
    inputs: call.inputs === null ? null : asText(call.inputs, MOST_CHARS.prompt),
    system: cut(call.system, MOST_CHARS.prompt),
    prompt: cut(call.prompt, MOST_CHARS.prompt),
    reply: replyOf(call),
    error: error === null ? null : cut(`${error.status}: ${error.message}`, MOST_CHARS.message),
    inputTokens: usage.inputTokens,
    outputTokens: usage.outputTokens,
    durationMs,
  };
}

function replyOf({ text, outputs, toolCalls }: JournalCall): string | null {
  const parts = [
    text ?? (outputs === null ? null : asText(outputs, MOST_CHARS.prompt)),
    ...toolCalls.map((tool) => `${tool.name}(${asText(tool.arguments, MOST_CHARS.message)})`),
  ];
  const given = parts.filter((part): part is string => part !== null);
  return given.length === 0 ? null : cut(given.join('\n'), MOST_CHARS.prompt);
}

function messageOf({ startedAt, endedAt, command, params, result, error }: LoggedRequest, { openedAt }: BridgeLog): FailureMessage {
  return {
    atMs: Math.round(startedAt - openedAt),
    command,
    params: asText(params, MOST_CHARS.message),
    durationMs: endedAt === undefined ? null : Math.round(endedAt - startedAt),
    result: endedAt === undefined || error !== undefined ? null : asText(result ?? null, MOST_CHARS.message),
    error: error === undefined ? null : cut((error as Partial<Error>)?.message ?? errorText(error), MOST_CHARS.message),
  };
}

function errorText(error: unknown): string {
  const { stack, message } = (error ?? {}) as Partial<Error>;
  // Jest's matchers colour their messages.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape is what is looked for
  return String(stack ?? message ?? error).replace(/\u001b\[[0-9;]*m/g, '');
}

/** Text of at most `most` characters that says what was cut. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most)}… [${text.length - most} more characters]`;
}

/** A value as text: JSON where it has any. */
function asText(value: unknown, most: number): string {
  if (typeof value === 'string') return cut(value, most);
  return cut(safeJson(value), most);
}

function safeJson(value: unknown): string {
  try {
    return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner)) ?? String(value);
  } catch (error) {
    return `[not JSON: ${(error as Error).message}]`;
  }
}
