import { runOnce } from './run-jest';
import { runTogether } from './run-together';

const HEAD = `const { dspex, isolatedTest } = require('@dspex/jest-preset');\n`;

const PRINTS = `${HEAD}test('prints', () => { console.log('NS=' + dspex.namespace + ' ' + dspex.programPrefix + ' ' + dspex.sessionId); });`;
const names = Array.from({ length: 8 }, (_, index) => `c${index}`);

// One run for those that need none of their own.
const together = runTogether({
  'ids.test.js': `${HEAD}
    const seen = [];
    jest.retryTimes(1);
    test.each([1, 2])('row %i', () => { seen.push(dspex.namespace); });
    test('same name', () => { seen.push(dspex.namespace); });
    test('same name', () => { seen.push(dspex.namespace); });
    let attempts = 0;
    test('retried', () => { seen.push(dspex.namespace); if (++attempts === 1) throw new Error('first attempt'); });
    afterAll(() => { if (new Set(seen).size !== 6 || seen.length !== 6) throw new Error('namespaces: ' + seen.join()); });`,
  'hooks.test.js': `${HEAD}
    const seen = {};
    let all;
    beforeAll(() => { all = dspex.namespace; });
    beforeEach(() => { seen.before = dspex.namespace; });
    afterEach(() => { expect(dspex.namespace).toBe(seen.before); expect(dspex.namespace).not.toBe(all); });
    afterAll(() => { expect(dspex.namespace).toBe(all); });
    test('one', async () => { await null; expect(dspex.namespace).toBe(seen.before); });
    test('two', () => new Promise((done) => setTimeout(() => { expect(dspex.namespace).toBe(seen.before); done(); }, 1)));
    test('three', (done) => { setImmediate(() => { expect(dspex.namespace).toBe(seen.before); done(); }); });`,
  'concurrent.test.js': `${HEAD}
    const seen = new Set();
    for (const name of ${JSON.stringify(names)}) {
      test.concurrent(name, async () => {
        dspex.lm.when({ question: 'who?' }).reply({ answer: name });
        const before = dspex.namespace;
        await new Promise((go) => setTimeout(go, 5));
        const { outputs } = await dspex.run('question -> answer', { question: 'who?' });
        expect(outputs).toEqual({ answer: name });
        expect(dspex.namespace).toBe(before);
        expect(dspex.lm.calls).toHaveLength(1);
        seen.add(before);
      });
    }
    afterAll(() => expect(seen.size).toBe(${names.length}));`,
  'nobody.test.js': `${HEAD}
    let told;
    const asked = new Promise((go) => { told = go; });
    // Begun by the file: no test's.
    const timer = setInterval(() => { try { dspex.namespace; } catch (error) { clearInterval(timer); told(error); } }, 1);
    for (const name of ['one', 'other'])
      test.concurrent(name, async () => { expect(await asked).toMatchObject({ code: 'AMBIGUOUS_TEST', message: expect.stringMatching(/"one", "other"/) }); });`,
  'clean-ups.test.js': `${HEAD}
    const order = [];
    test('opens', () => {
      dspex.onCleanup(() => { order.push('first'); });
      dspex.onCleanup(() => { order.push('second'); throw new Error('second broke'); });
      dspex.onCleanup(async () => { order.push('third'); throw new Error('third broke'); });
    });
    test('then', () => expect(order).toEqual(['third', 'second', 'first']));
    test.failing('fails, as it says', async () => {
      dspex.onCleanup(() => { throw new Error('its clean-up broke'); });
      dspex.lm.when({ question: 'a' }).reply({ answer: 'b' });
      await dspex.run('question -> answer', { question: 'c' });
    });`,
  'file-problems.test.js': `${HEAD}
    jest.retryTimes(1);
    beforeAll(async () => {
      dspex.lm.when({ question: 'a' }).reply({ answer: 'b' });
      await dspex.run('question -> answer', { question: 'c' }).catch(() => undefined);
    });
    test('first', () => {});
    test('second', () => {});`,
  'handed.test.js': `${HEAD}
    isolatedTest('ctx', { level: 'full' }, async ({ namespace, programPrefix, sessionId, adapter, onCleanup, lm }) => {
      expect({ namespace, programPrefix, sessionId }).toEqual({ namespace: dspex.namespace, programPrefix: dspex.programPrefix, sessionId: dspex.sessionId });
      const program = await adapter.createProgram({ signature: 'question -> answer' });
      lm.when({ question: 'q' }).reply({ answer: 'a' });
      expect((await program.execute({ question: 'q' })).outputs.answer).toBe('a');
      onCleanup(() => console.log('CLEANED'));
    });`,
  'prints.test.js': PRINTS,
  'hook-rules.test.js': `${HEAD}beforeEach(() => { dspex.lm.when({ q: 1 }).reply({ a: 1 }); });\ntest.concurrent('c', async () => {});`,
  'hook-rules-later.test.js': `${HEAD}beforeEach(() => { dspex.lm.when({ q: 1 }).reply({ a: 1 }); });\ntest('first', () => {});\ntest.concurrent('after another', async () => {});`,
  'thrown.test.js': `${HEAD}
    test('throws null', () => { dspex.onCleanup(() => Promise.reject(null)); });
    isolatedTest('hangs', { timeoutMs: 200 }, () => { dspex.onCleanup(() => { globalThis.ran = true; }); dspex.onCleanup(() => new Promise(() => {})); });
    test('next', () => { expect(globalThis.ran).toBe(true); });`,
  'variants.test.js': `${HEAD}
    isolatedTest.skip('skipped', () => {});
    isolatedTest.todo('later');
    isolatedTest.failing('fails', () => { throw new Error('as it should'); });
    isolatedTest.each([[1, 2], [3, 4]])('adds %i and %i', ({ namespace }, a, b) => { expect(namespace).toBeTruthy(); expect(b).toBe(a + 1); });
    isolatedTest.each([{ name: 'x' }])('named $name', { layer: 'unit' }, (ctx, row) => { expect(row.name).toBe('x'); });
    isolatedTest.concurrent('beside', async ({ namespace }) => { expect(namespace).toMatch(/^beside_/); });
    isolatedTest.concurrent.skip('not beside', async () => { throw new Error('ran'); });`,
  'only.test.js': `${HEAD}isolatedTest.only('only', () => {});\nisolatedTest('not', () => { throw new Error('ran'); });`,
});

// Fails when two attempts ever share an id, when a hook sees another test's context, or when a rule leaks to a neighbour.
describe('the context of each attempt', () => {
  test('has ids of its own under test.each, retries and equal names', async () => {
    const run = await together('ids.test.js');
    expect(run.output).not.toContain('namespaces:');
    expect(run.tests.map(({ status }) => status)).toEqual(Array(5).fill('passed'));
  });

  test('is the same on every run', async () => {
    const runs = await Promise.all([together('prints.test.js'), runOnce({ 'prints.test.js': PRINTS })]);
    const [first, second] = runs.map((run) => /NS=(.*)/.exec(run.output)?.[1]);
    expect(first).toMatch(/^prints_[0-9a-f]{10} /);
    expect(second).toBe(first);
  });

  test('is what beforeEach, the test and afterEach see alike; beforeAll and afterAll see the file', async () => {
    const run = await together('hooks.test.js');
    expect(run.tests.map((test) => test.status)).toEqual(['passed', 'passed', 'passed']);
  });

  test('keeps concurrent tests and their rules apart', async () => {
    const run = await together('concurrent.test.js');
    expect(run.tests.map((test) => [test.fullName, test.status])).toEqual(names.map((name) => [name, 'passed']));
  });

  test('who asks for the test while several run, and belongs to none, is told which could be meant', async () => {
    const run = await together('nobody.test.js');
    expect(run.tests.map((test) => `${test.status}${test.failureMessages.join()}`)).toEqual(['passed', 'passed']);
  });

  test('a concurrent test whose beforeEach declares rules fails with the reason', async () => {
    for (const [file, name] of [
      ['hook-rules.test.js', 'c'],
      ['hook-rules-later.test.js', 'after another'],
    ] as const)
      expect((await together(file)).test(name).failureMessages.join()).toMatch(/beforeEach[\s\S]*CONCURRENT_HOOK_RULES/);
  });

  test('closes in reverse order; every clean-up runs, and each error is told, of a test that is to fail too', async () => {
    const run = await together('clean-ups.test.js');
    expect(run.test('then').status).toBe('passed');
    expect(run.test('opens').failureMessages.join()).toMatch(/third broke[\s\S]*second broke/);
    expect(run.test('fails, as it says').failureMessages.join()).toContain('its clean-up broke');
  });
});

// Fails when a retry, which runs no beforeAll again, hides what went wrong there.
test('what a beforeAll swallowed fails the first test in each of its attempts', async () => {
  const run = await together('file-problems.test.js');
  expect(run.test('first').failureMessages.join()).toContain('[LM_MISS]');
  expect(run.test('second').status).toBe('passed');
});

// Fails when what a clean-up throws or waits for takes the results of a file with it.
test('a clean-up may throw anything, or never end: it fails its test alone', async () => {
  const run = await together('thrown.test.js');
  expect(run.test('throws null').failureMessages.join()).toContain('thrown: null');
  expect(run.test('hangs').failureMessages.join()).toMatch(/A clean-up of "hangs" was not done after 200 ms[\s\S]*\[TIMEOUT\]/);
  expect(run.test('next').failureMessages).toEqual([]);
});

describe('isolatedTest', () => {
  test('hands over its own context, explicitly', async () => {
    const run = await together('handed.test.js');
    expect(run.test('ctx').status).toBe('passed');
    expect(run.output).toContain('CLEANED');
  });

  test('has only, skip, each, concurrent, failing and todo, each as in Jest', async () => {
    const tests = [...(await together('variants.test.js')).tests, ...(await together('only.test.js')).tests];
    const status = Object.fromEntries(tests.map((test) => [test.fullName, test.status]));
    expect(status).toEqual({
      skipped: 'pending',
      later: 'todo',
      fails: 'passed',
      'adds 1 and 2': 'passed',
      'adds 3 and 4': 'passed',
      'named x': 'passed',
      beside: 'passed',
      'not beside': 'pending',
      only: 'passed',
      not: 'pending',
    });
  });
});
