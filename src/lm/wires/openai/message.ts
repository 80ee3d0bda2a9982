import type { LmCall, LmChoice, LmToolCall } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { recordsOf } from '../../call/read-json';
import { logprobsOf, saidText, saysNoText } from '../write-reply';

/** What a request says of the form of its reply. */
export interface AskedForm {
  /** Tools were offered as `functions`, as before there were several calls in one reply. */
  readonly areFunctions: boolean;
  /** Custom tools, which take one text. */
  readonly customTools: ReadonlySet<string>;
  readonly withLogprobs: boolean;
  /** OpenAI tells no thoughts; servers that speak its wire do, under one of two names. */
  readonly thoughtKey: (typeof THOUGHT_KEYS)[number];
}

/** The names under which servers that speak this wire tell thoughts. */
export const THOUGHT_KEYS = ['reasoning', 'reasoning_content'] as const;

/** Without a request: as a provider that is asked in our words answers. */
export function formOf(
  call: LmCall,
  asked: Record<string, unknown> = {},
  { hostname }: { readonly hostname: string } = { hostname: '' },
): AskedForm {
  return {
    areFunctions: recordsOf(asked.functions).length > 0 && recordsOf(asked.tools).length === 0,
    customTools: new Set(call.tools.flatMap(({ name, type }) => (type === 'custom' ? [name] : []))),
    withLogprobs: asked.logprobs === true,
    thoughtKey: /(^|\.)(openrouter\.ai|groq\.com)$/.test(hostname) ? 'reasoning' : 'reasoning_content',
  };
}

/** A choice of a completion as it goes over the wire. */
export interface ChoiceBody {
  readonly index: number;
  readonly message: Record<string, unknown>;
  readonly logprobs: object | null;
  readonly finish_reason: string;
}

/** One choice of a completion. */
export function choiceBody(choice: LmChoice, index: number, ids: readonly string[], form: AskedForm): ChoiceBody {
  const calls = choice.toolCalls.map((tool, at) => toolBody(tool, ids[at] as string, form));
  const message: Record<string, unknown> = {
    role: 'assistant',
    content: saysNoText(choice) ? null : saidText(choice),
    refusal: choice.refusal,
    ...(choice.thinking !== null && { [form.thoughtKey]: choice.thinking }),
    ...(calls.length > 0 && (form.areFunctions ? { function_call: functionOf(choice.toolCalls[0] as LmToolCall) } : { tool_calls: calls })),
  };
  return { index, message, logprobs: logprobsBody(choice, form), finish_reason: finishReason(choice, form) };
}

function finishReason({ finishReason: reason }: LmChoice, { areFunctions }: AskedForm): string {
  return areFunctions && reason === 'tool_calls' ? 'function_call' : reason;
}

function logprobsBody(choice: LmChoice, { withLogprobs }: AskedForm): object | null {
  const logprobs = logprobsOf(choice, withLogprobs);
  return logprobs === null ? null : { content: logprobs.map(tokenBody), refusal: null };
}

function tokenBody({ token, logprob, top }: { token: string; logprob: number; top: readonly Likely[] }): object {
  return { ...likelyBody({ token, logprob }), top_logprobs: top.map(likelyBody) };
}

interface Likely {
  readonly token: string;
  readonly logprob: number;
}

function likelyBody({ token, logprob }: Likely): object {
  return { token, logprob, bytes: [...Buffer.from(token)] };
}

function toolBody(tool: LmToolCall, id: string, { customTools }: AskedForm): object {
  if (customTools.has(tool.name)) return { id, type: 'custom', custom: { name: tool.name, input: customInput(tool) } };
  return { id, type: 'function', function: functionOf(tool) };
}

function functionOf({ name, arguments: args }: LmToolCall): object {
  return { name, arguments: writeExactly(args) };
}

/** The one text that a custom tool takes. */
export function customInput({ arguments: args }: LmToolCall): string {
  return typeof args.input === 'string' ? args.input : writeExactly(args);
}
