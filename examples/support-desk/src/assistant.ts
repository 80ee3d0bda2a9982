import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { findOrder } from './orders';

const MODEL = 'gemini-3.5-flash-lite';
const INSTRUCTION = 'You answer customers in a chat. Look an order up before you speak of it.';

const tools = {
  findOrder: tool({
    description: 'Finds an order by its number.',
    inputSchema: z.object({ id: z.string() }),
    execute: async ({ id }) => findOrder(id),
  }),
  openingHours: tool({
    description: 'Tells when the shop is open on a day of the week.',
    inputSchema: z.object({ day: z.enum(['weekday', 'saturday', 'sunday']) }),
    execute: async ({ day }) => ({ weekday: '9 to 18', saturday: '10 to 14', sunday: 'closed' })[day],
  }),
};

/** Answers a customer, word by word, after as many look-ups as the model wants. */
export function chat(question: string): AsyncIterable<string> {
  const google = createGoogleGenerativeAI({ apiKey: process.env.GEMINI_API_KEY ?? '' });
  const { textStream } = streamText({
    model: google(MODEL),
    system: INSTRUCTION,
    prompt: question,
    tools,
    stopWhen: stepCountIs(5),
    maxRetries: 0,
  });
  return textStream;
}
