import type { LmCall, LmMessageReply, LmToolCall, LmUsage } from '../../../shared/boundaries/lm-call';
import { recordOf, recordsOf, textOr } from '../../call/read-json';
import { messageReply } from '../../call/reply';
import { withNativeWords } from '../write-reply';
import { interactionOf } from './encode';

type Json = Record<string, unknown>;

/** The reply that an interaction of Gemini's says, whole: what has no name here is kept in its own words. */
export function readInteraction(body: Json, call: LmCall): LmMessageReply {
  const steps = recordsOf(body.steps);
  const toolCalls = steps.filter(({ type }) => type === 'function_call').map(toolCallOf);
  const text = textsIn(steps, 'model_output', 'content');
  const reply = messageReply({
    text: text === '' && toolCalls.length > 0 ? null : text,
    thinking: textsIn(steps, 'thought', 'summary') || null,
    toolCalls,
    finishReason: finishOf(body.status, toolCalls.length > 0),
    usage: usageOf(recordOf(body.usage)),
    model: textOr(body.model, call.model),
  });
  return withNativeWords(reply, 'gemini_interactions', interactionOf(reply, call, ''), body);
}

function textsIn(steps: readonly Json[], type: string, place: 'content' | 'summary'): string {
  const contents = steps.filter((step) => step.type === type).flatMap((step) => recordsOf(step[place]));
  return contents.map(({ text }) => textOr(text, '')).join('');
}

function toolCallOf({ id, name, arguments: args }: Json): LmToolCall {
  return { ...(typeof id === 'string' && { id }), name: textOr(name, ''), arguments: recordOf(args) };
}

function finishOf(status: unknown, calledTools: boolean): LmMessageReply['finishReason'] {
  if (calledTools) return 'tool_calls';
  if (status === 'failed' || status === 'cancelled') return 'content_filter';
  return status === 'incomplete' || status === 'budget_exceeded' ? 'length' : 'stop';
}

function usageOf(usage: Json): LmUsage {
  const count = (name: string): number => Number(usage[name] ?? 0);
  const [cached, thought] = [usage.total_cached_tokens, usage.total_thought_tokens];
  return {
    inputTokens: count('total_input_tokens') + count('total_tool_use_tokens'),
    // Thoughts are billed as output, and counted beside it.
    outputTokens: count('total_output_tokens') + count('total_thought_tokens'),
    ...(typeof thought === 'number' && thought > 0 && { thinkingTokens: thought }),
    ...(typeof cached === 'number' && cached > 0 && { cachedTokens: cached }),
  };
}
