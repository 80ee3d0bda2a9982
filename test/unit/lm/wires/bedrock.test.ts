import { crc32 } from 'node:zlib';
import { estimatedReply } from '../../../../src/lm/rules/estimated-reply';
import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
import type { WireReply } from '../../../../src/lm/wires/wire';
import { lmError, lmReply } from '../../../../src/sandbox/lm/said';
import { DspexError } from '../../../../src/shared/errors';
import { engineOf } from '../calls';

const HOST = 'https://bedrock-runtime.eu-west-1.amazonaws.com';
const HI = { messages: [{ role: 'user', content: [{ text: 'hi' }] }] };
type Json = Record<string, unknown>;

const NOVA = 'amazon.nova-lite-v1%3A0';

function ask(lm: ReturnType<typeof engineOf>, body: object = HI, action = 'converse', model = NOVA): Promise<WireReply> {
  return answered(body, action, async (call) => (await lm.ask(call)).reply, model);
}

async function answered(body: object, action: string, answer: Parameters<typeof answerOverWire>[1], model = NOVA): Promise<WireReply> {
  const request = { url: new URL(`${HOST}/model/${model}/${action}`), method: 'POST', body: JSON.stringify(body) };
  return (await answerOverWire(request, answer)) as WireReply;
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

test('a stream tells its thoughts first, in their pieces, and signs them', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply(lmReply({ text: 'hello', thinking: 'two things' }));
  const deltas = framesIn(await ask(lm, HI, 'converse-stream')).flatMap(({ payload: { delta, contentBlockIndex } }) =>
    delta === undefined ? [] : [[contentBlockIndex, delta]],
  );
  expect(deltas).toEqual([
    [0, { reasoningContent: { text: 'two ' } }],
    [0, { reasoningContent: { text: 'things' } }],
    [0, { reasoningContent: { signature: 'dspex' } }],
    [1, { text: 'hello' }],
  ]);
});

test('a stream of a model of Anthropic brings its own events, each in a frame', async () => {
  const lm = engineOf();
  lm.whenPrompt({ prompt: 'hi' }).reply('hello');
  const body = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 9, messages: [{ role: 'user', content: 'hi' }] };
  const frames = framesIn(await ask(lm, body, 'invoke-with-response-stream', 'anthropic.claude-v1'));
  expect(new Set(frames.map(({ type, kind }) => `${type} ${kind}`))).toEqual(new Set(['chunk event']));
  const events = frames.map(({ payload }) => JSON.parse(Buffer.from(String(payload.bytes), 'base64').toString()) as Json);
  expect(events.map(({ type }) => type)).toEqual([
    ...['message_start', 'content_block_start', 'content_block_delta', 'content_block_stop', 'message_delta', 'message_stop'],
  ]);
});

// Fails when a stream that has begun, and cannot go on, ends as if it were whole.
test('an error in a stream that has begun is an exception in its framing', async () => {
  const failed = new DspexError({ code: 'LM_PROVIDER_FAILED', what: 'It broke.', why: 'the line', next: 'run again' });
  const reply = await answered(HI, 'converse-stream', (call, { hear }) => {
    hear?.(() => ({ ...estimatedReply(call, { text: 'hel', chunks: ['hel'] }), streamed: true }));
    return Promise.reject(failed);
  });
  const chunks: string[] = [];
  for await (const chunk of reply.live ?? []) chunks.push(chunk);
  const frames = framesIn({ ...reply, chunks });
  expect(frames.map(({ type, kind }) => [type, kind])).toEqual([
    ['messageStart', 'event'],
    ['contentBlockDelta', 'event'],
    ['modelStreamErrorException', 'exception'],
  ]);
  expect(frames[2]?.payload).toEqual({ message: expect.stringContaining('It broke.') });
});

// Fails when a connection that broke off in the middle of a stream looks like the end of a whole one.
test('a stream whose provider is lost in the middle breaks off after its pieces', async () => {
  const reply = await answered(HI, 'converse-stream', (call, { hear }) => {
    hear?.(() => ({ ...estimatedReply(call, { text: 'hel', chunks: ['hel'] }), streamed: true }));
    return Promise.reject(new Error('the line is dead'));
  });
  const chunks: string[] = [];
  const reading = (async () => {
    for await (const chunk of reply.live ?? []) chunks.push(chunk);
  })();
  await expect(reading).rejects.toThrow('the line is dead');
  expect(framesIn({ ...reply, chunks }).map(({ type }) => type)).toEqual(['messageStart', 'contentBlockDelta']);
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
