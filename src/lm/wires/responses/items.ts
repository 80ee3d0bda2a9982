import type OpenAI from 'openai';
import type { LmCall, LmMessageReply, LmToolCall } from '../../../shared/boundaries/lm-call';
import { writeExactly } from '../../../shared/values/exact-json';
import { customInput } from '../openai/message';
import { parseBody } from '../read-request';
import type { AskedRequest } from '../wire';
import { logprobsOf, replyId, saidText, saysNoText, toolCallIds } from '../write-reply';
import { OWN_CALLS } from './own-calls';
import type { CallItem, OutputItem } from './response-events';

type Content = OpenAI.Responses.ResponseOutputText | OpenAI.Responses.ResponseOutputRefusal;

/** The items of a response: thoughts, what was said, and calls of tools. */
export function outputOf(reply: LmMessageReply, call: LmCall, { body, idSeed }: Pick<AskedRequest, 'body' | 'idSeed'>): OutputItem[] {
  const [ids = []] = toolCallIds(reply, call);
  const types = new Map(call.tools.map(({ name, type }) => [name, type]));
  const spoken = contentOf(reply, body);
  return [
    ...(reply.thinking === null ? [] : [thoughts(reply.thinking, replyId('rs_', idSeed))]),
    ...(spoken.length === 0 ? [] : [message(spoken, replyId('msg_', idSeed), reply)]),
    ...reply.toolCalls.map((tool, index) =>
      callItem(tool, { id: replyId(`fc${index}_`, idSeed), call_id: ids[index] as string }, types.get(tool.name)),
    ),
  ];
}

function contentOf(reply: LmMessageReply, body: string): Content[] {
  const refusal: Content[] = reply.refusal === null ? [] : [{ type: 'refusal', refusal: reply.refusal }];
  if (saysNoText(reply)) return refusal;
  const { include } = parseBody(body);
  const logprobs = logprobsOf(reply, Array.isArray(include) && include.includes('message.output_text.logprobs')) ?? [];
  return [{ type: 'output_text', text: saidText(reply), annotations: [], logprobs: logprobs.map(tokenOf) }, ...refusal];
}

function tokenOf({ token, logprob, top }: NonNullable<LmMessageReply['logprobs']>[number]): OpenAI.Responses.ResponseOutputText.Logprob {
  const likely = (one: { token: string; logprob: number }) => ({
    token: one.token,
    logprob: one.logprob,
    bytes: [...Buffer.from(one.token)],
  });
  return { ...likely({ token, logprob }), top_logprobs: top.map(likely) };
}

function message(content: Content[], id: string, { extras }: LmMessageReply): OpenAI.Responses.ResponseOutputMessage {
  return { type: 'message', id, role: 'assistant', status: 'completed', content, ...extras?.message };
}

function thoughts(text: string, id: string): OpenAI.Responses.ResponseReasoningItem {
  return { type: 'reasoning', id, summary: [{ type: 'summary_text', text }] };
}

function callItem(tool: LmToolCall, ids: { id: string; call_id: string }, toolType: string | undefined): CallItem {
  const { name, arguments: args } = tool;
  const own = OWN_CALLS[toolType ?? ''];
  if (own !== undefined) {
    const isComputer = own.type === 'computer_call' && { pending_safety_checks: [] };
    return { ...ids, type: own.type, status: 'completed', [own.argument]: args, ...isComputer } as unknown as CallItem;
  }
  if (toolType === 'custom') return { type: 'custom_tool_call', ...ids, name, input: customInput(tool) };
  return { type: 'function_call', ...ids, name, arguments: writeExactly(args), status: 'completed' };
}
