import type { LmChoice, LmToolCall } from '../../../shared/boundaries/lm-call';
import { argumentPieces, textPieces, wordsOf } from '../write-reply';
import { type AskedForm, customInput, finishReason, logprobsBody } from './message';

/**
 * One choice as a stream brings it, in writes: each entry of a write goes into a chunk of its own, the last says why it ends.
 *
 * Thoughts go with the first piece, not before it: a test's `everyMs` and a recording's delays count the pieces of text.
 */
export function streamWrites(choice: LmChoice, index: number, ids: readonly string[], form: AskedForm, extras?: object): object[][] {
  const thoughts = wordsOf(choice.thinking ?? '').map((piece) => ({ [form.thoughtKey]: piece }));
  const texts = textPieces(choice).map((content) => ({ content }));
  const refusals = wordsOf(choice.refusal ?? '').map((refusal) => ({ refusal }));
  const calls = choice.toolCalls.flatMap((tool, at) => callDeltas(tool, at, ids[at] as string, form));
  const [first = {}, ...rest] = [...texts, ...refusals, ...calls];
  const [opening = {}, ...others] = [...thoughts, first];
  const begun = { role: 'assistant', ...opening, ...(index === 0 && extras) };
  const chunk = (delta: object): object => ({ index, delta, logprobs: null, finish_reason: null });
  return [
    [{ ...chunk(begun), logprobs: logprobsBody(choice, form) }, ...others.map(chunk)],
    ...rest.map((delta) => [chunk(delta)]),
    [{ ...chunk({}), finish_reason: finishReason(choice, form) }],
  ];
}

/** Its name first, then its arguments, piece by piece. */
function callDeltas(tool: LmToolCall, at: number, id: string, { areFunctions, customTools }: AskedForm): object[] {
  const { name, arguments: args } = tool;
  if (areFunctions) return argumentDeltas(name, JSON.stringify(args)).map((function_call) => ({ function_call }));
  const isCustom = customTools.has(name);
  const said = isCustom ? customDeltas(name, customInput(tool)) : argumentDeltas(name, JSON.stringify(args));
  const type = isCustom ? 'custom' : 'function';
  return said.map((piece, index) => ({ tool_calls: [{ index: at, ...(index === 0 && { id, type }), [type]: piece }] }));
}

function argumentDeltas(name: string, text: string): object[] {
  return [{ name, arguments: '' }, ...argumentPieces(text).map((piece) => ({ arguments: piece }))];
}

function customDeltas(name: string, text: string): object[] {
  return [{ name, input: '' }, ...argumentPieces(text).map((input) => ({ input }))];
}
