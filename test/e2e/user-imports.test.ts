import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeProject, type Run, runJest } from './run-jest';
import { runProjects, runTogether } from './run-together';

const HEAD = "const { dspex, isolatedTest, DspexError } = require('@dspex/jest-preset');\n";
const PACKAGE = resolve(__dirname, '../../.stage/node_modules/@dspex/jest-preset');

const failuresOf = (run: Run): string => run.tests.flatMap(({ failureMessages }) => failureMessages).join('\n');

const BAD_OPTIONS: readonly (readonly [string, RegExp])[] = [
  ["{ levle: 'full' }", /Unknown option "levle"[\s\S]*did you mean level/],
  ["{ layer: 'integraton' }", /layer of isolatedTest\("bad"\) is "integraton"[\s\S]*layer: 'integration'/],
  ['{ timeoutMs: -1 }', /timeoutMs of isolatedTest\("bad"\) is -1/],
  ['null', /options of isolatedTest\("bad"\) are null/],
];
const badFileOf = (options: string): string => `bad-${BAD_OPTIONS.findIndex(([bad]) => bad === options)}.test.js`;

// One run for those that need none of their own. Each test in a file fails when something of the worker's realm, or with its stack, gets
// through to a test.
const together = runTogether({
  'a.test.js': `${HEAD}
        test('functions of a rule are given plain objects of this realm', async () => {
          const seen = [];
          dspex.lm.when((call) => { seen.push(call.inputs); return true; }).reply(({ inputs }) => { seen.push(inputs.tags); return { answer: 'a' }; });
          await dspex.run('tags: list[str] -> answer', { tags: ['x'] });
          expect(seen[0]).toStrictEqual({ tags: ['x'] });
          expect(seen.at(-1)).toStrictEqual(['x']);
          expect(seen[0]).toBeInstanceOf(Object);
          expect(seen.at(-1)).toBeInstanceOf(Array);
        });
        test('outputs and calls keep BigInt, NaN and bytes', async () => {
          dspex.lm.when({ n: 2n ** 64n }).reply({ big: 2n ** 65n, odd: NaN });
          const { outputs } = await dspex.run('n: int -> big: int, odd: float', { n: 2n ** 64n });
          expect(outputs).toStrictEqual({ big: 2n ** 65n, odd: NaN });
          expect(dspex.lm.calls[0].inputs).toStrictEqual({ n: 2n ** 64n });
          expect(() => expect(dspex.lm).toHaveAnswered(2)).toThrow('18446744073709551616n');
        });
        test('errors are DspexErrors whose first frame is the line that asked', async () => {
          const program = await dspex.createProgram({ signature: 'question -> answer' });
          const error = await program.execute({ questoin: 'q' }).catch((thrown) => thrown);
          expect(error).toBeInstanceOf(DspexError);
          expect(error).toBeInstanceOf(Error);
          expect(error.code).toBe('INPUT_UNKNOWN');
          expect(error.stack.split('\\n').find((line) => line.startsWith('    at '))).toContain('a.test.js:21:');
          expect(() => dspex.lm.when({ q: 1 }).times(0)).toThrow(/ at a.test.js:26 /);
        });
        test('a program goes by the id it was given and by the whole one, and never gets its prefix twice', async () => {
          dspex.lm.when({ question: /./ }).reply({ answer: 'yes' });
          const { id } = await dspex.adapter.createProgram({ id: 'qa', signature: 'question -> answer' });
          expect(id).toBe(dspex.programPrefix + 'qa');
          for (const name of ['qa', id]) expect((await dspex.adapter.executeProgram(name, { question: '?' })).outputs).toStrictEqual({ answer: 'yes' });
          await expect(dspex.createProgram({ id, signature: 'question -> answer' })).rejects.toThrow('PROGRAM_EXISTS');
          expect((await dspex.adapter.programInfo('qa')).id).toBe(id);
        });
        test('a time limit and a signal end an execute', async () => {
          dspex.lm.when({ question: /./ }).delay(500).reply({ answer: 'late' });
          const program = await dspex.createProgram({ signature: 'question -> answer' });
          await expect(program.execute({ question: '?' }, { timeoutMs: 5 })).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
          await expect(program.execute({ question: '?' }, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'EXECUTE_CANCELLED' });
        });
        test('a session is closed by its owner, or by the end of the test', async () => {
          const session = await dspex.openSession();
          await session.createProgram({ id: 'qa', signature: 'a -> b' });
          await dspex.createProgram({ id: 'qa', signature: 'a -> b' });
          await session[Symbol.asyncDispose]();
          await expect(session.createProgram({ signature: 'a -> b' })).rejects.toMatchObject({ code: 'SESSION_NOT_FOUND' });
          await dspex.openSession();
        });`,
  'tool.test.js': `/** @jest-environment @dspex/jest-preset/integration */
        ${HEAD}
        test('calls it', async () => {
          const seen = [];
          const add = { name: 'add', description: 'adds', parameters: { xs: { type: 'array' } }, run: (args) => { seen.push(args); return { sum: args.xs.reduce((a, b) => a + b), big: 2n ** 70n }; } };
          const silent = { name: 'silent', run: () => {} };
          dspex.lm.when({ question: /./ }).callTool('add', { xs: [1, 2] }).callTool('silent', {}).reply({ answer: 'three' });
          const agent = await dspex.createProgram({ signature: 'question -> answer', module: 'react', tools: [add, silent] });
          expect((await agent.execute({ question: '1 + 2?' })).outputs.answer).toBe('three');
          expect(seen).toStrictEqual([{ xs: [1, 2] }]);
          expect(dspex.lm).toHaveBeenPrompted(/1180591620717411303424/);
        });`,
  'tables.test.js': `${HEAD}
        const seen = [];
        isolatedTest.each([[1, 'a'], [2, 'b']])('pairs %i %s', ({ lm }, n, text) => { seen.push([n, text, typeof lm.when]); });
        isolatedTest.each(['x', 'y'])('scalar %s', { level: 'namespace' }, ({ isolation }, one) => { seen.push([one, isolation]); });
        isolatedTest.each([{ name: 'Ada', age: 36 }])('$name is $age', (_, { age }) => { seen.push(age); });
        isolatedTest.each\`
          a    | b
          \${1} | \${2}
        \`('$a + $b', (_, { a, b }) => { seen.push(a + b); });
        test('all', () => expect(seen).toEqual([[1, 'a', 'function'], [2, 'b', 'function'], ['x', 'namespace'], ['y', 'namespace'], 36, 3]));`,
  'factories.test.js': `${HEAD}
        const { buildProgram, buildProgramList, buildSignature, buildSession, buildSessionList, programFactory, sessionFactory, signatureFactory } = require('@dspex/jest-preset/factories');
        test.each([1, 2])('ids count within the test (%i)', () => {
          expect(buildProgramList(2).map(({ id }) => id)).toEqual(['built-1', 'built-2']);
          expect(buildSessionList(2).map(({ name }) => name)).toEqual(['built-1', 'built-2']);
        });
        test('a built program runs', async () => {
          dspex.lm.when({ ticket: /./ }).reply({ urgent: true });
          const program = await dspex.createProgram(buildProgram({ signature: 'ticket -> urgent: bool' }));
          expect(program.id.startsWith(dspex.programPrefix)).toBe(true);
          expect((await program.execute({ ticket: 'now!' })).outputs).toStrictEqual({ urgent: true });
        });
        test('a created one is live, with its trait', async () => {
          const thinking = await programFactory.chainOfThought().create({ signature: buildSignature({ outputs: { score: 'float' } }) });
          expect((await thinking.info()).module).toBe('chain_of_thought');
          expect(programFactory.build().module).toBeUndefined();
          expect((await thinking.execute({ question: '?' })).outputs).toStrictEqual({ reasoning: 'mock_response', score: 0 });
        });
        test('traits of signatures and agents are built', () => {
          expect(signatureFactory.instructed('Be brief.').build()).toMatchObject({ instructions: 'Be brief.', outputs: buildSignature().outputs });
          const price = { name: 'price', description: 'Of a thing.', execute: () => 3 };
          expect(programFactory.react(price).build()).toMatchObject({ module: 'react', tools: [price] });
        });
        test('a created session is open', async () => {
          const session = await sessionFactory.create(buildSession());
          await session.createProgram(buildProgram());
          await session.close();
        });
        test('a program says that it is of a test, and when it was built', async () => {
          jest.useFakeTimers({ now: new Date('2026-01-02T03:04:05Z'), doNotFake: ['nextTick', 'setImmediate', 'setTimeout'] });
          const program = await programFactory.withMetadata({ team: 'desk' }).withOptions({ temperature: 0 }).create();
          expect(program.metadata).toEqual({ test: true, createdAt: new Date('2026-01-02T03:04:05Z'), team: 'desk' });
          jest.useRealTimers();
        });
        test('a session says whose it is, since when, and under which id it is opened', async () => {
          const [built, other] = buildSessionList(2);
          expect(built.userId).toBe(dspex.namespace + '_user-1');
          expect(other.userId).toBe(dspex.namespace + '_user-2');
          expect(built.startedAt).toBeInstanceOf(Date);
          const session = await dspex.openSession(built);
          expect(session.id).toBe(built.id);
          expect(session.id).toContain(dspex.namespace);
          const mine = await sessionFactory.ofUser('ada').startedAgo(60_000).create({ id: 'desk-7' });
          expect(mine).toMatchObject({ id: 'desk-7', userId: 'ada', name: 'built-3' });
          expect(Date.now() - mine.startedAt.getTime()).toBeGreaterThanOrEqual(60_000);
          await mine.createProgram(buildProgram());
          await expect(dspex.openSession({ id: 'desk-7' })).rejects.toMatchObject({ code: 'SESSION_EXISTS' });
        });`,
  ...Object.fromEntries(
    BAD_OPTIONS.map(([options]) => [
      badFileOf(options),
      `${HEAD}isolatedTest('bad', ${options}, () => {});\nisolatedTest('good', { level: 'full' }, () => {});`,
    ]),
  ),
});

describe('what comes out of dspex', () => {
  test('is of the test’s own realm, and points at its lines', async () => {
    const run = await together('a.test.js');
    expect(failuresOf(run)).toBe('');
    expect(run.tests).toHaveLength(6);
  });

  // Fails when a Node tool is given or gives what the wire has no word for, or is handed another realm's objects.
  test('hands a tool written in Node its arguments, and Python the result', async () => {
    const run = await together('tool.test.js');
    expect(failuresOf(run)).toBe('');
  });
});

describe('the matchers', () => {
  const places = [
    ['in the test file', {}, ''],
    ['in setupFiles, before there is an expect', { setupFiles: ['./setup.js'] }, ''],
    ['without injected globals', { injectGlobals: false }, "const { test, expect } = require('@jest/globals');\n"],
  ] as const;
  const projectOf = (config: object, globals: string): Record<string, string> => ({
    'jest.config.js': `module.exports = ${JSON.stringify({ preset: '@dspex/jest-preset', ...config })};`,
    'setup.js': "require('@dspex/jest-preset');",
    'a.test.js': `${globals}${HEAD}
        test('none yet', () => expect(dspex.lm).toHaveAnswered(0));
        isolatedTest('one', async ({ lm, run }) => {
          await run('question -> answer', { question: 'Is it?' });
          expect(lm).toHaveAnswered(1, { by: 'default' });
          expect(lm).toHaveAnswered();
          expect(lm).toHaveBeenPrompted('Is it?');
          expect(lm).toHaveBeenPrompted(/is it/i);
          expect(lm).toHaveBeenPrompted({ question: /^Is/ });
          expect(lm).toHaveBeenPrompted({ question: expect.stringContaining('it') });
          expect(lm).toHaveBeenPrompted(expect.stringContaining('Is it?'));
          expect(lm).not.toHaveBeenPrompted({ answer: /./ });
          expect(lm).toHaveBeenPromptedTimes(1);
          expect(lm).toHaveCostLessThan(0.01);
          expect(() => expect(lm).toHaveAnswered(2, { by: 'rule' })).toThrow('Expected 2 LM calls answered by rule, got 0.\\nLM calls:\\n  1. gpt-4o-mini, default: {"question":"Is it?"}');
          expect(() => expect(lm).toHaveBeenPrompted('weather')).toThrow('Expected a prompt with "weather"');
          expect(() => expect({}).toHaveAnswered(1)).toThrow('expect(dspex.lm)');
        });`,
  });
  const runOf = runProjects(Object.fromEntries(places.map(([, config, globals], index) => [`place-${index}`, projectOf(config, globals)])));

  // Fails when importing the package does not install them, wherever it is imported first.
  test.each(places.map(([place], index) => [place, index]))('are there when the package is imported %s', async (_, index) => {
    const run = await runOf(`place-${index}`);
    expect(failuresOf(run)).toBe('');
    expect(run.tests).toHaveLength(2);
  });

  // Fails when a changed prompt passes, or when an id of the test gets into the snapshot.
  test('keep prompts as a snapshot without the ids of the test', async () => {
    const file = (question: string): string => `${HEAD}
      test('asks', async () => {
        await dspex.run('question -> answer', { question: '${question} ' + dspex.namespace });
        expect(dspex.lm).toMatchPromptSnapshot();
        expect(dspex.lm).toMatchPromptSnapshot('again');
      });`;
    const project = makeProject({ 'a.test.js': file('Hello') });
    try {
      expect((await runJest(project)).output).toMatch(/2 snapshots written/);
      const again = await runJest(project, { args: ['--ci'] });
      expect([again.exitCode, failuresOf(again)]).toEqual([0, '']);
      writeFileSync(join(project.folder, 'a.test.js'), file('Goodbye'));
      const changed = failuresOf(await runJest(project, { args: ['--ci'] }));
      expect(changed).toMatch(/Goodbye <namespace>/);
    } finally {
      project.remove();
    }
  });
});

describe('isolatedTest', () => {
  // Fails when a bad option breaks the file, is let through, or does not name the right one.
  test.each(BAD_OPTIONS)('fails only the test whose options are %s', async (options, message) => {
    const run = await together(badFileOf(options));
    expect(run.test('bad').failureMessages.join()).toMatch(message);
    expect(run.test('good').status).toBe('passed');
  });

  // Fails when a title is not Jest's, a row is taken for a done callback, or the options of a table do not reach its tests.
  test('takes every table that test.each takes', async () => {
    const run = await together('tables.test.js');
    expect(run.tests.map(({ fullName }) => fullName)).toEqual([
      'pairs 1 a',
      'pairs 2 b',
      'scalar x',
      'scalar y',
      'Ada is 36',
      '1 + 2',
      'all',
    ]);
    expect(failuresOf(run)).toBe('');
  });
});

describe('the factories', () => {
  // Fails when what is built cannot be made live, when ids depend on the tests before, or when a trait changes the factory it came from.
  test('build and create programs, signatures and sessions', async () => {
    const run = await together('factories.test.js');
    expect(failuresOf(run)).toBe('');
    expect(run.tests).toHaveLength(8);
  });
});

describe('outside of Jest', () => {
  const node = (code: string): string =>
    execFileSync(process.execPath, ['-e', code], { cwd: PACKAGE, encoding: 'utf8', env: { PATH: process.env.PATH } });

  // Fails when importing throws, or when the error does not say which line of config is missing.
  test('the package can be imported, and using it names the missing line', () => {
    const printed = node(
      "const { dspex } = require('@dspex/jest-preset'); try { dspex.namespace } catch (error) { console.log(error.message) }",
    );
    expect(printed).toContain('NOT_IN_ENVIRONMENT');
    expect(printed).toContain("preset: '@dspex/jest-preset'");
  });

  test('a test that is declared there is refused', () => {
    const printed = node(
      "const { isolatedTest } = require('@dspex/jest-preset'); try { isolatedTest('a', () => {}) } catch (error) { console.log(error.message) }",
    );
    expect(printed).toMatch(/isolatedTest is used outside of Jest[\s\S]*npx jest[\s\S]*NOT_IN_ENVIRONMENT/);
  });

  // Fails when the package, which every test file loads, pulls zod or Python's side in with it.
  test('importing the package loads nothing heavy', () => {
    const loaded = node("require('@dspex/jest-preset'); console.log(JSON.stringify(Object.keys(require.cache)))");
    const modules = (JSON.parse(loaded) as string[]).map((path) => path.split('/node_modules/').pop());
    expect(modules.filter((path) => /^(zod|nock|execa|fishery|jest-snapshot)\//.test(path ?? ''))).toEqual([]);
    expect(modules.filter((path) => /jest-preset\/dist\/src\/(?!sandbox|shared)/.test(path ?? ''))).toEqual([]);
  });
});
