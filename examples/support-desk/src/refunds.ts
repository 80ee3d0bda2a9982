import { Agent, run, setOpenAIAPI, setTracingDisabled, tool } from '@openai/agents';
import { z } from 'zod';
import { findOrder, payBack } from './orders';

const MODEL = 'gpt-4o-mini';
const INSTRUCTIONS = 'You decide on refunds. Find the order first, and never pay back more than it cost.';

setTracingDisabled(true);
setOpenAIAPI('chat_completions');

/** The model is told why, and can do better. */
const errorFunction = (_: unknown, error: unknown): string => (error instanceof Error ? error.message : 'It failed.');

const find = tool({
  name: 'find_order',
  description: 'Finds an order by its number.',
  parameters: z.object({ id: z.string() }),
  errorFunction,
  execute: async ({ id }) => JSON.stringify(findOrder(id)),
});

const refund = tool({
  name: 'pay_back',
  description: 'Pays back a part of an order, or all of it.',
  parameters: z.object({ id: z.string(), euros: z.number() }),
  errorFunction,
  execute: async ({ id, euros }) => payBack(id, euros).receipt,
});

/** Lets an agent decide on a complaint; gives what it says to the customer. */
export async function decideRefund(complaint: string): Promise<string> {
  const agent = new Agent({ name: 'refunds', instructions: INSTRUCTIONS, model: MODEL, tools: [find, refund] });
  const { finalOutput } = await run(agent, complaint);
  return finalOutput ?? '';
}
