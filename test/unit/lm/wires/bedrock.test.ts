import { crc32 } from 'node:zlib';
import { answerOverWire } from '../../../../src/lm/wires/answer-exchange';
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
