import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import { lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';

const USAGE = { inputTokens: 10, outputTokens: 5 };

async function asked(host: string, more: object = {}): Promise<string> {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply(lmReply({ chunks: ['hel', 'lo'], usage: USAGE }));
  const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'hi' }], ...more });
  const request = { url: new URL(`https://${host}/openai/v1/chat/completions`), method: 'POST', body };
  const reply = await answerOverWire(request, async (call) => (await lm.ask(call)).reply);
  return reply?.chunks.join('') ?? '';
}

test('a completion of Groq names its tier and its request', async () => {
  const said = { service_tier: 'on_demand', x_groq: { id: expect.stringMatching(/^req_\w+/) } };
  expect(JSON.parse(await asked('api.groq.com'))).toMatchObject({ ...said, object: 'chat.completion', usage: { total_tokens: 15 } });
  expect(JSON.parse(await asked('api.openai.com'))).not.toHaveProperty('x_groq');
});

test('a stream of Groq names its request first, and its usage at the end without being asked', async () => {
  const events = (await asked('api.groq.com', { stream: true })).match(/(?<=data: )\{.*/g)?.map((text) => JSON.parse(text)) ?? [];
  expect(events.map(({ x_groq }) => x_groq)).toEqual([
    { id: expect.stringMatching(/^req_/) },
    undefined,
    { id: events[0].x_groq.id, usage: expect.objectContaining({ total_tokens: 15 }) },
  ]);
});
