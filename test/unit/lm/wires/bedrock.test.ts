import { crc32 } from 'node:zlib';
import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import { decodeBedrock } from '../../../../src/lm/wires/bedrock/decode';
import type { WireReply } from '../../../../src/lm/wires/wire';
import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { engineOf } from '../calls';

const HOST = 'https://bedrock-runtime.eu-west-1.amazonaws.com';
const HI = { messages: [{ role: 'user', content: [{ text: 'hi' }] }] };
type Json = Record<string, unknown>;

async function ask(lm: ReturnType<typeof engineOf>, body: object = HI, action = 'converse'): Promise<WireReply> {
  const request = { url: new URL(`${HOST}/model/amazon.nova-lite-v1%3A0/${action}`), method: 'POST', body: JSON.stringify(body) };
  return (await answerOverWire(request, async (call) => (await lm.ask(call)).reply)) as WireReply;
}

async function callOf(body: object): Promise<Json> {
  const lm = engineOf();
  const seen: unknown[] = [];
  lm.whenCall((call) => seen.push(call) > 0).reply('ok');
  await ask(lm, body);
  return seen[0] as Json;
}

/** Reads frames as their documentation says, checksums and all. */
function framesIn({ chunks }: WireReply): { type: string; kind: string; payload: Json }[] {
  const bytes = Buffer.from(chunks.join(''), 'latin1');
  const frames = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    const [length, headersLength] = [bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4)];
    expect(bytes.readUInt32BE(at + 8)).toBe(crc32(bytes.subarray(at, at + 8)));
    expect(bytes.readUInt32BE(at + length - 4)).toBe(crc32(bytes.subarray(at, at + length - 4)));
    const headers = headersIn(bytes.subarray(at + 12, at + 12 + headersLength));
    const payload = JSON.parse(bytes.subarray(at + 12 + headersLength, at + length - 4).toString()) as Json;
    frames.push({ type: headers[':event-type'] ?? headers[':exception-type'] ?? '', kind: headers[':message-type'] ?? '', payload });
  }
  return frames;
}

function headersIn(bytes: Buffer): Record<string, string> {
  const headers: Record<string, string> = {};
  let at = 0;
  const text = (length: number): string => {
    at += length;
    return bytes.subarray(at - length, at).toString();
  };
  while (at < bytes.length) {
    const name = text(bytes.readUInt8(at++));
    // A byte of its type, and two of its length.
    at += 3;
    headers[name] = text(bytes.readUInt16BE(at - 2));
  }
  return headers;
}

test('a reply tells its thoughts, its text, its calls, why it ends, and what the cache read beside the rest', async () => {
  const lm = engineOf();
  const usage = { inputTokens: 10, outputTokens: 5, cachedTokens: 4 };
  lm.whenPrompt({ prompt: 'hi' }).reply(
    lmReply({ text: 'hello', thinking: 'hm', toolCalls: [{ name: 'find', arguments: { id: 1 } }], usage }),
  );
  const tools = [{ toolSpec: { name: 'find', inputSchema: { json: {} } } }];
  expect(JSON.parse((await ask(lm, { ...HI, toolConfig: { tools } })).chunks.join(''))).toEqual({
    output: {
      message: {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: 'hm', signature: 'dspex' } } },
          { text: 'hello' },
          { toolUse: { toolUseId: 'call_0', name: 'find', input: { id: 1 } } },
        ],
      },
    },
    stopReason: 'tool_use',
    usage: { inputTokens: 6, outputTokens: 5, totalTokens: 15, cacheReadInputTokens: 4 },
    metrics: { latencyMs: 1 },
  });
});

test('a stream comes in frames, one write to each piece of text, whatever letters it has', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).stream(['grün ', '日本'], 1, null);
  const reply = await ask(lm, HI, 'converse-stream');
  expect(reply).toMatchObject({ encoding: 'latin1', headers: { 'content-type': 'application/vnd.amazon.eventstream' } });
  const frames = framesIn(reply);
  expect(frames.map(({ type }) => type)).toEqual([
    ...['messageStart', 'contentBlockDelta', 'contentBlockDelta', 'contentBlockStop', 'messageStop', 'metadata'],
  ]);
  expect(frames.slice(1, 3).map(({ payload }) => payload.delta)).toEqual([{ text: 'grün ' }, { text: '日本' }]);
  expect(reply.chunks).toHaveLength(3);
});

test('a tool begins with its name, and its input comes in pieces', async () => {
  const lm = engineOf();
  const toolCalls = [{ name: 'find', arguments: { text: 'a long enough text' } }];
  lm.whenPrompt({ prompt: 'hi' }).reply(lmReply({ toolCalls }));
  const frames = framesIn(await ask(lm, { ...HI, toolConfig: { tools: [{ toolSpec: { name: 'find' } }] } }, 'converse-stream'));
  expect(frames[1]?.payload).toEqual({ contentBlockIndex: 0, start: { toolUse: { toolUseId: 'call_0', name: 'find' } } });
  const pieces = frames.flatMap(({ payload }) => ((payload.delta as Json)?.toolUse as Json)?.input ?? []);
  expect(pieces.length).toBeGreaterThan(1);
  expect(JSON.parse(pieces.join(''))).toEqual({ text: 'a long enough text' });
});

test('errors have the types by which Amazon’s clients know them', async () => {
  const lm = engineOf();
  const told: unknown[] = [];
  for (const status of [400, 403, 404, 429, 500, 503]) {
    lm.whenPrompt({ prompt: 'hi' }).replyOnce(lmError({ status, message: 'no' }));
    const reply = await ask(lm);
    told.push([reply.status, reply.headers['x-amzn-errortype'], reply.chunks.join('')]);
  }
  const types = ['Validation', 'AccessDenied', 'ResourceNotFound', 'Throttling', 'InternalServer', 'ServiceUnavailable'];
  expect(told).toEqual([400, 403, 404, 429, 500, 503].map((status, at) => [status, `${types[at]}Exception`, '{"message":"no"}']));
});

test('what a request holds is read as over other wires, and marks for a cache mean nothing', async () => {
  const cachePoint = { cachePoint: { type: 'default' } };
  const body = {
    system: [{ text: 'Be brief.' }, cachePoint],
    messages: [
      { role: 'user', content: [{ text: 'look' }, { image: { format: 'png', source: { bytes: 'aGk=' } } }, cachePoint] },
      { role: 'assistant', content: [{ toolUse: { toolUseId: 'c', name: 'find', input: { id: 1 } } }] },
      {
        role: 'user',
        content: [{ toolResult: { toolUseId: 'c', content: [{ json: { n: 1 } }], status: 'error' } }, { text: 'and?' }],
      },
      { role: 'user', content: [{ document: { format: 'txt', name: 'notes', source: { bytes: 'aGk=' } } }] },
      { role: 'user', content: [{ image: { format: 'png', source: { s3Location: { uri: 's3://a/b' } } } }] },
    ],
    inferenceConfig: { maxTokens: 9, temperature: 0.5, topP: 0.9, stopSequences: ['.'] },
    additionalModelRequestFields: { top_k: 3, thinking: { type: 'enabled' } },
    toolConfig: {
      tools: [{ toolSpec: { name: 'find', description: 'd', inputSchema: { json: { type: 'object' } } } }, cachePoint],
      toolChoice: { any: {} },
    },
    requestMetadata: { who: 'me' },
  };
  expect(await callOf(body)).toMatchObject({
    api: 'bedrock',
    model: 'amazon.nova-lite-v1:0',
    system: 'Be brief.',
    messages: [
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'look' },
          { type: 'media', mimeType: 'image/png', data: 'aGk=' },
        ],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'find', arguments: { id: 1 } }] },
      { role: 'tool', parts: [{ type: 'tool_result', id: 'c', content: { error: { n: 1 } } }] },
      { role: 'user', parts: [{ type: 'text', text: 'and?' }] },
      { role: 'user', parts: [{ type: 'media', mimeType: 'text/plain', data: 'aGk=', filename: 'notes' }] },
      { role: 'user', parts: [{ type: 'other', value: body.messages[4]?.content[0] }] },
    ],
    tools: [{ name: 'find', description: 'd', parameters: { type: 'object' } }],
    sampling: { maxTokens: 9, temperature: 0.5, topP: 0.9, stop: ['.'], topK: 3, toolChoice: { mode: 'required' } },
    carried: { additionalModelRequestFields: { thinking: { type: 'enabled' } }, requestMetadata: { who: 'me' } },
  });
});

test('a tool that is chosen, one of Amazon’s own, and a schema that comes as text', async () => {
  const structure = { jsonSchema: { name: 'n', schema: '{"type":"object"}' } };
  const call = await callOf({
    ...HI,
    toolConfig: { tools: [{ systemTool: { name: 'nova_grounding' } }], toolChoice: { tool: { name: 'find' } } },
    outputConfig: { textFormat: { type: 'json_schema', structure } },
  });
  expect(call).toMatchObject({
    tools: [{ name: 'nova_grounding', type: 'systemTool' }],
    sampling: { toolChoice: { mode: 'required', allowed: ['find'] }, schemaName: 'n' },
    schema: { type: 'object' },
  });
});

// What nothing here knows is carried: it is part of a key, and refused by name to a provider of another wire.
test('nothing of a request vanishes', () => {
  const input = { list: [{ cachePoint: { of: 'a tool' } }] };
  const body = {
    system: [{ text: 'a', priority: 1 }],
    messages: [
      {
        role: 'user',
        content: [{ toolUse: { toolUseId: 'c', name: 'f', input, mode: 2 }, extra: 3 }, { toolUse: { name: 'g', input, mode: 2 } }],
        kind: 4,
      },
    ],
    toolConfig: {
      tools: [{ toolSpec: { name: 'f', cost: 5, inputSchema: { json: {}, text: 6 } }, beside: 7 }],
      toolChoice: { auto: {}, any: {} },
    },
    inferenceConfig: { maxTokens: 1, beams: 8 },
    outputConfig: { textFormat: { structure: { jsonSchema: { schema: '{}', draft: 9 } } } },
    guardrailConfig: { guardrailIdentifier: 'x' },
  };
  expect(decodeBedrock(new URL(`${HOST}/model/m/converse`), JSON.stringify(body))).toMatchObject({
    messages: [
      {
        parts: [
          { type: 'other', value: { toolUse: { input }, extra: 3 } },
          { type: 'tool_call', arguments: input, carried: { mode: 2 } },
        ],
        carried: { kind: 4 },
      },
    ],
    tools: [{ carried: { toolSpec: { cost: 5, inputSchema: { text: 6 } }, beside: 7 } }],
    carried: {
      system: [{ text: 'a', priority: 1 }],
      toolConfig: { toolChoice: { auto: {}, any: {} } },
      inferenceConfig: { beams: 8 },
      outputConfig: { textFormat: { structure: { jsonSchema: { draft: 9 } } } },
      guardrailConfig: { guardrailIdentifier: 'x' },
    },
  });
});
