import { messageReply } from '../../../../src/lm/call/reply';
import { canonicalRequest } from '../../../../src/lm/cassettes/canonical-request';
import { parseCassette } from '../../../../src/lm/cassettes/cassette-text';
import { cleanReply, toRecorded } from '../../../../src/lm/cassettes/recorded-reply';
import { recordedRequest } from '../../../../src/lm/cassettes/recorded-request';
import { Redactor } from '../../../../src/lm/secrets/redact';
import { exchangeOf } from '../../../../src/lm/wires/wires';
import { lmReply } from '../../../../src/sandbox/lm/said';
import type { LmCall } from '../../../../src/shared/boundaries/lm-call';
import { engineOf } from '../calls';
import { cassetteFile } from '../cassettes/cassette-parts';
import { ADDRESSES, type Address, askOver } from './ask';

/** Names that mean something to JavaScript itself, as own fields. */
const ODD = JSON.parse('{"__proto__": {"admin": true}, "constructor": "c", "toString": 1, "a": [{"__proto__": 2}]}') as Record<
  string,
  unknown
>;
const TEXT = JSON.stringify(ODD);
const SCHEMA = { type: 'object', properties: JSON.parse('{"__proto__": {"type": "object"}}') };

const TOOL = { name: 'odd', description: '', parameters: SCHEMA };
const ASKED: Readonly<Record<string, object>> = {
  gemini: { contents: [{ parts: [{ text: 'go' }] }], tools: [{ functionDeclarations: [{ name: 'odd', parametersJsonSchema: SCHEMA }] }] },
  openai: { model: 'm', messages: [{ role: 'user', content: 'go' }], tools: [{ type: 'function', function: TOOL }] },
  responses: { model: 'm', input: 'go', tools: [{ type: 'function', ...TOOL }] },
  anthropic: { model: 'm', max_tokens: 9, messages: [{ role: 'user', content: 'go' }], tools: [{ name: 'odd', input_schema: SCHEMA }] },
  ollama: { model: 'm', messages: [{ role: 'user', content: 'go' }], tools: [{ type: 'function', function: TOOL }], stream: false },
  gateway: {
    prompt: [{ role: 'user', content: [{ type: 'text', text: 'go' }] }],
    tools: [{ type: 'function', name: 'odd', inputSchema: SCHEMA }],
  },
};
const OTHERS: Readonly<Record<string, URL>> = {
  ollama: new URL('http://localhost:11434/api/chat'),
  gateway: new URL('https://ai-gateway.vercel.sh/v3/ai/language-model'),
};
const addressOf = (name: string): Address | URL => OTHERS[name] ?? (name as Address);

/** Everything in a body that is arguments of a call, as JSON. */
function argumentsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    if (['arguments', 'args', 'input'].includes(name)) return [typeof inner === 'string' ? inner : JSON.stringify(inner)];
    return argumentsIn(inner);
  });
}

// Fails when a field of a tool's arguments is lost by its name, or becomes the prototype of what is around it.
test.each(Object.keys(ASKED))('a tool is called with fields of any name over %s', async (name) => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'go' }).callTool('odd', ODD);
  expect(argumentsIn(await askOver(lm, addressOf(name), ASKED[name] as object))).toEqual([TEXT]);
  const said = engineOf();
  said.whenPrompt({ prompt: 'go' }).reply(lmReply({ toolCalls: [{ name: 'odd', arguments: ODD }] }));
  expect(argumentsIn(await askOver(said, addressOf(name), ASKED[name] as object))).toEqual([TEXT]);
  expect(({} as { admin?: unknown }).admin).toBeUndefined();
});

const CALLED: Readonly<Record<string, object>> = {
  gemini: {
    contents: [
      { role: 'user', parts: [{ text: 'go' }] },
      { role: 'model', parts: [{ functionCall: { name: 'odd', args: ODD } }] },
    ],
  },
  openai: {
    model: 'm',
    messages: [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'odd', arguments: TEXT } }] },
    ],
  },
  responses: {
    model: 'm',
    input: [
      { role: 'user', content: 'go' },
      { type: 'function_call', call_id: 'c', name: 'odd', arguments: TEXT },
    ],
  },
  anthropic: {
    model: 'm',
    max_tokens: 9,
    messages: [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'odd', input: ODD }] },
    ],
  },
  ollama: {
    model: 'm',
    stream: false,
    messages: [
      { role: 'user', content: 'go' },
      { role: 'assistant', content: '', tool_calls: [{ function: { name: 'odd', arguments: ODD } }] },
    ],
  },
  gateway: {
    prompt: [
      { role: 'user', content: [{ type: 'text', text: 'go' }] },
      { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'c', toolName: 'odd', input: ODD }] },
    ],
  },
};

test.each(Object.keys(CALLED))('a rule sees fields of any name that come back over %s', async (name) => {
  const lm = engineOf();
  const seen: unknown[] = [];
  lm.whenCall((call) => {
    seen.push((call as { messages: { parts: { type: string; arguments?: unknown }[] }[] }).messages.at(-1)?.parts.at(-1)?.arguments);
    return true;
  }).reply('ok');
  await askOver(lm, addressOf(name), CALLED[name] as object);
  expect(JSON.stringify(seen[0])).toBe(TEXT);
  expect(Object.getPrototypeOf(seen[0])).toBe(Object.prototype);
});

test('a recording has fields of any name, in what was asked and in what was said', () => {
  const redactor = new Redactor({ MY_API_KEY: 'planted-1234567' });
  const toolCalls = [{ name: 'odd', arguments: ODD }];
  const reply = cleanReply(messageReply({ text: null, toolCalls, finishReason: 'tool_calls', model: 'm' }), redactor);
  const call = exchangeOf(new URL(ADDRESSES.anthropic), 'POST', JSON.stringify(CALLED.anthropic))?.decode() as LmCall;
  const asIs = (text: string): string => text;
  const request = recordedRequest(canonicalRequest(call, redactor, { texts: asIs, ids: asIs }));
  const cassette = { ...JSON.parse(cassetteFile('0123456789abcdef0123')), request, reply: toRecorded(reply) };
  const read = parseCassette(JSON.stringify(cassette), '/a/0123456789abcdef0123-0.json');
  expect(argumentsIn(read)).toEqual([TEXT, TEXT]);
});

test('every address is among them', () => {
  expect(Object.keys(ASKED)).toEqual(expect.arrayContaining(Object.keys(ADDRESSES).filter((name) => !name.includes(' '))));
});
