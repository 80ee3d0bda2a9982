import { makeProject, type Project, runJest } from './run-jest';

let project: Project | undefined;
afterEach(() => project?.remove());

/** OpenTelemetry as a project sets it up, and two tests that look at what it was told. */
const TEST = `/** @dspex {"lm":{"spans":"calls"}} */
const { context, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('./context-manager');
const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-base');
const { dspex } = require('@dspex/jest-preset');
const OpenAI = require('openai').default;

const exporter = new InMemorySpanExporter();
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
});
beforeEach(() => exporter.reset());

test('a call of a client is a child of the span that it was made in', async () => {
  dspex.lm.otherwise('hello');
  await trace.getTracer('app').startActiveSpan('handle', async (span) => {
    await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'private' }] });
    span.end();
  });
  const [call, handle] = exporter.getFinishedSpans();
  expect(call.name).toBe('chat gpt-4o-mini');
  expect(call.parentSpanContext.spanId).toBe(handle.spanContext().spanId);
  expect(call.attributes).toMatchObject({ 'dspex.source': 'rule', 'test.case.name': expect.stringContaining('child of the span') });
  expect(JSON.stringify(call.attributes)).not.toContain('private');
});

test('a program in Python is told, too', async () => {
  dspex.lm.otherwise({ answer: 'a' });
  await dspex.run('question -> answer', { question: 'q' });
  expect(exporter.getFinishedSpans().map(({ name }) => name)).toEqual([expect.stringMatching(/^chat /)]);
});
`;
const MANAGER = `
const { AsyncLocalStorage } = require('node:async_hooks');
const { ROOT_CONTEXT } = require('@opentelemetry/api');
exports.AsyncLocalStorageContextManager = class {
  storage = new AsyncLocalStorage();
  active() { return this.storage.getStore() ?? ROOT_CONTEXT; }
  with(context, fn, thisArg, ...args) { return this.storage.run(context, () => fn.apply(thisArg, args)); }
  bind(context, target) { return target; }
  enable() { return this; }
  disable() { return this; }
};
`;
/** Without the option, nobody's spans get others between them. */
const SILENT = TEST.replace(/^.*\n/, '').replace(
  /test\('a call of[\s\S]*/,
  `test('no span of ours', async () => {
  dspex.lm.otherwise('hello');
  await new OpenAI().chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hi' }] });
  expect(exporter.getFinishedSpans()).toEqual([]);
});
`,
);

// Fails when a project's OpenTelemetry is not told of its tests' LM calls where it asks for that, or is told where it does not.
test('LM calls are spans of the OpenTelemetry that a project has registered', async () => {
  project = makeProject({ 'a.test.js': TEST, 'b.test.js': SILENT, 'context-manager.js': MANAGER });
  const run = await runJest(project, { env: { TEST_MODE: 'integration' } });
  expect(run.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages]).filter(([, message]) => message)).toEqual([]);
  expect(run.tests).toHaveLength(3);
});
