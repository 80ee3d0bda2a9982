import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { GeminiProvider } from '../../../../src/lm/real/gemini/provider';
import { OpenAiProvider } from '../../../../src/lm/real/openai/provider';
import type { Provider } from '../../../../src/lm/real/provider';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { promptCall } from '../calls';

/** What the two providers are sent, as it comes over the socket. */
let server: Server;
let bodies: Record<string, unknown>[];
const ANSWERS = {
  candidates: [{ content: { parts: [{ text: 'ok' }] }, finishReason: 'STOP' }],
  choices: [{ index: 0, message: { role: 'assistant', content: 'ok' }, finish_reason: 'stop' }],
};

beforeEach(async () => {
  bodies = [];
  server = createServer({ keepAliveTimeout: 0 }, async (request, response) => {
    bodies.push(JSON.parse(await text(request)));
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(ANSWERS));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

async function sent(Kind: new (options: { apiKey: string; baseUrl: string; fetch: typeof fetch }) => Provider, call: LmCall) {
  const { port } = server.address() as AddressInfo;
  await new Kind({ apiKey: 'k', baseUrl: `http://127.0.0.1:${port}`, fetch }).send(call);
  return bodies[0];
}

const tools = [{ name: 'weather', description: 'Tells it.', parameters: { type: 'object', properties: {} } }];
const choose = (toolChoice: object): LmCall => promptCall('hi', { tools, sampling: { toolChoice } });

// Fails when a real LM is free to call what the caller forbade, or not bound to call what it asked for.
test.each([
  [{ mode: 'none' }, { mode: 'NONE' }, 'none'],
  [{ mode: 'required' }, { mode: 'ANY' }, 'required'],
  [
    { mode: 'required', allowed: ['weather'] },
    { mode: 'ANY', allowedFunctionNames: ['weather'] },
    { type: 'function', function: { name: 'weather' } },
  ],
  [
    { mode: 'auto', allowed: ['weather'] },
    { mode: 'VALIDATED', allowedFunctionNames: ['weather'] },
    expect.objectContaining({ type: 'allowed_tools' }),
  ],
])('the choice of a tool %j reaches both providers', async (choice, gemini, openai) => {
  expect(await sent(GeminiProvider, choose(choice))).toMatchObject({ toolConfig: { functionCallingConfig: gemini } });
  bodies = [];
  expect(await sent(OpenAiProvider, choose(choice))).toMatchObject({ tool_choice: openai });
});

// Fails when Gemini gets fewer results in one message than it made calls, or a result under the id of its call: it refuses both.
test('results of tools that came one by one, under ids, reach Gemini together and under names', async () => {
  const messages: LmCall['messages'] = [
    { role: 'user', parts: [{ type: 'text', text: 'go' }] },
    { role: 'assistant', parts: ['a', 'b'].map((id) => ({ type: 'tool_call', id, name: 'weather', arguments: { city: id } })) },
    { role: 'tool', parts: [{ type: 'tool_result', id: 'a', content: 'rain' }] },
    { role: 'tool', parts: [{ type: 'tool_result', id: 'b', content: 'sun' }] },
  ];
  const body = await sent(GeminiProvider, promptCall('', { tools, messages }));
  expect(body?.contents).toEqual([
    expect.anything(),
    expect.anything(),
    {
      role: 'user',
      parts: ['rain', 'sun'].map((result) => ({ functionResponse: { name: 'weather', response: { result } } })),
    },
  ]);
});
