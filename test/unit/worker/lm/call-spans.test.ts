import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { lmReply } from '../../../../src/sandbox/lm/said';
import { CallSpans } from '../../../../src/worker/lm/call-spans';
import { engineOf, fieldCall, promptCall } from '../../lm/calls';

const exporter = new InMemorySpanExporter();
const NAMES = new Set(Object.entries(conventions).flatMap(([name, value]) => (name.startsWith('ATTR_') ? [value as string] : [])));

beforeAll(() => trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] })));
beforeEach(() => exporter.reset());
afterAll(() => trace.disable());

function spansOf({ withMessages = false } = {}): ReturnType<typeof engineOf> {
  const spans = new CallSpans(globalThis, { withMessages, version: '1.2.3', redact: (text) => text.replaceAll('s3cret', '<redacted>') });
  return engineOf('mock', (call) => spans.tell(call, 'a test'));
}

// Fails when a tool that reads OpenTelemetry's conventions does not find what it looks for.
test('a call is a span of a client, in the words of the conventions', async () => {
  const { ask } = spansOf();
  await ask(promptCall('hi', { model: 'gpt-4o-mini', sampling: { temperature: 0.5, maxTokens: 9, stop: 'END', seed: 7, n: 1 } }));
  const [span, ...others] = exporter.getFinishedSpans();
  expect(others).toEqual([]);
  expect(span).toMatchObject({ name: 'chat gpt-4o-mini', kind: SpanKind.CLIENT, status: { code: SpanStatusCode.UNSET } });
  expect(span?.instrumentationScope).toMatchObject({ name: '@dspex/jest-preset', version: '1.2.3' });
  expect(span?.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.request.max_tokens': 9,
    'gen_ai.request.stop_sequences': ['END'],
    'gen_ai.usage.input_tokens': expect.any(Number),
    'test.case.name': 'a test',
    'dspex.source': 'default',
  });
  const unknown = Object.keys(span?.attributes ?? {}).filter((name) => !NAMES.has(name) && !name.startsWith('dspex.'));
  expect(unknown).toEqual([]);
});

// Fails when prompts leave by spans that nobody asked to hold them.
test('prompts and replies are told where they are asked for, without secrets', async () => {
  const call = promptCall('the s3cret of it', { system: 'Be brief.' });
  await spansOf().ask(call);
  await spansOf({ withMessages: true }).ask(call);
  const [without, told] = exporter.getFinishedSpans().map(({ attributes }) => attributes);
  expect(JSON.stringify(without)).not.toContain('of it');
  expect(JSON.parse(told?.['gen_ai.input.messages'] as string)).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'the <redacted> of it' }] },
  ]);
  expect(JSON.parse(told?.['gen_ai.output.messages'] as string)).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: 'mock_response' }] },
  ]);
  expect(JSON.parse(told?.['gen_ai.system_instructions'] as string)).toEqual([{ type: 'text', content: 'Be brief.' }]);
});

// Fails when a trace shows an agent's step as an empty reply.
test('the tools that a reply calls are told with what it says', async () => {
  const { ask, whenPrompt } = spansOf({ withMessages: true });
  whenPrompt({ prompt: 'how many pens?' }).reply(lmReply({ toolCalls: [{ name: 'count', arguments: { of: 's3cret' }, unoffered: true }] }));
  await ask(promptCall('how many pens?'));
  expect(JSON.parse(exporter.getFinishedSpans()[0]?.attributes['gen_ai.output.messages'] as string)).toEqual([
    { role: 'assistant', parts: [{ type: 'tool_call', name: 'count', arguments: { of: '<redacted>' } }] },
  ]);
});

// Fails when a call that nobody answered looks like one that went well, or a program's provider is not named.
test('a miss is a span that failed', async () => {
  const { ask, when } = spansOf();
  when({ question: 'other' });
  await expect(ask({ ...fieldCall({ question: 'q' }), model: 'anthropic/claude-haiku-4-5' })).rejects.toThrow();
  const [span] = exporter.getFinishedSpans();
  expect(span?.status.code).toBe(SpanStatusCode.ERROR);
  expect(span?.attributes).toMatchObject({ 'gen_ai.provider.name': 'anthropic', 'error.type': '400', 'dspex.source': 'miss' });
});

// Fails when a run needs OpenTelemetry, or a project's exporter fails its tests.
test('nothing is told where none is registered, and what fails in it fails no test', () => {
  const options = { withMessages: false, version: '1', redact: (text: string) => text };
  const broken = { [Symbol.for('opentelemetry.js.api.1')]: { trace: { getTracer: () => undefined } } };
  const { ask, journal } = engineOf('mock', (call) => new CallSpans(broken, options).tell(call, 'a test'));
  return expect(ask(promptCall('hi')).then(() => journal.calls())).resolves.toHaveLength(1);
});
