import { exchangeOf } from '../../../../src/lm/wires/wires';
import type { LmReply } from '../../../../src/shared/boundaries/lm-call';
import type { engineOf } from '../calls';

export const ADDRESSES = {
  gemini: 'https://generativelanguage.googleapis.com/v1beta/models/some-model:generateContent',
  'gemini (stream)': 'https://generativelanguage.googleapis.com/v1beta/models/some-model:streamGenerateContent?alt=sse',
  openai: 'https://api.openai.com/v1/chat/completions',
  responses: 'https://api.openai.com/v1/responses',
  anthropic: 'https://api.anthropic.com/v1/messages',
};
export type Address = keyof typeof ADDRESSES;

type Lm = Pick<ReturnType<typeof engineOf>, 'ask'>;

/** What a client of this wire gets: its body as JSON, or the events of a stream. */
export async function askOver(lm: Lm, address: Address | URL, body: object) {
  const url = address instanceof URL ? address : new URL(ADDRESSES[address]);
  const exchange = exchangeOf(url, 'POST', JSON.stringify(body));
  if (exchange === null) throw new Error(`no wire reads ${url}`);
  const call = exchange.decode();
  const { reply } = (await lm.ask(call)) as { reply: LmReply };
  const text = exchange.encode(reply, call).chunks.join('');
  // biome-ignore lint/suspicious/noExplicitAny: the body of any provider
  return (text.startsWith('{') ? JSON.parse(text) : eventsOf(text)) as any;
}

function eventsOf(text: string): unknown[] {
  const data = [...text.matchAll(/^data: (\{.*\})\r?$/gm)].map(([, json]) => JSON.parse(json as string));
  if (data.length === 0) throw new Error(`no events in ${text}`);
  return data;
}
