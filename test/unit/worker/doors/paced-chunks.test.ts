import { fromRecorded, type RecordableReply, toRecorded } from '../../../../src/lm/cassettes/recorded-reply';
import { estimatedReply } from '../../../../src/lm/rules/estimated-reply';
import { exchangeOf } from '../../../../src/lm/wires/wires';
import type { LmMessageReply } from '../../../../src/shared/boundaries/lm-call';
import { pacedChunks } from '../../../../src/worker/doors/paced-chunks';

const CHAT = { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }], stream: true };
const WIRES: Record<string, readonly [string, object]> = {
  gemini: [
    'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent?alt=sse',
    { contents: [{ role: 'user', parts: [{ text: 'hi' }] }] },
  ],
  openai: ['https://api.openai.com/v1/chat/completions', CHAT],
  responses: ['https://api.openai.com/v1/responses', { model: 'm', input: 'hi', stream: true }],
  anthropic: ['https://api.anthropic.com/v1/messages', CHAT],
};

/** The stream of a recording as a door sends it: each wait, and each piece of the text, in order. */
async function played(wire: string, replay: 'instant' | 'realtime'): Promise<(string | number)[]> {
  const [url, body] = WIRES[wire] as readonly [string, object];
  const exchange = exchangeOf(new URL(url), 'POST', JSON.stringify(body));
  if (exchange === null) throw new Error(`no wire reads ${url}`);
  const call = exchange.decode();
  const streamed: LmMessageReply = {
    ...estimatedReply(call, { text: 'AlphaBetaGamma' }),
    chunks: ['Alpha', 'Beta', 'Gamma'],
    delaysMs: [250, 7, 1900],
  };
  const reply = fromRecorded(toRecorded(streamed as RecordableReply), replay);
  const seen: (string | number)[] = [];
  const wait = async (ms: number): Promise<void> => void seen.push(ms);
  for await (const chunk of pacedChunks(exchange.encode(reply, call), wait)) {
    // The last events of some wires repeat the whole text.
    const piece = /"(Alpha|Beta|Gamma)"/.exec(Buffer.from(chunk).toString())?.[1];
    if (piece !== undefined) seen.push(piece);
  }
  return seen;
}

// Fails when a replay of a stream waits although nobody asked for it, or in realtime not as long, or not where, the provider did.
test.each(Object.keys(WIRES))('a recorded stream plays at once, and in realtime with its own waits, through %s', async (wire) => {
  expect(await played(wire, 'instant')).toEqual(['Alpha', 'Beta', 'Gamma']);
  expect(await played(wire, 'realtime')).toEqual([250, 'Alpha', 7, 'Beta', 1900, 'Gamma']);
});
