import { join } from 'node:path';
import { openLmServer } from '../runner/lm-server.mjs';
import { folderOf, jest, numbers, project, pytest } from '../runner/projects.mjs';
import { agentPytests, agentTests, chainPytests, chainTests } from './tests.mjs';

const TESTS = 300;
const FILES = 3;

/**
 * The same tests in Jest and in pytest, in so many files; and, to tell fixed from marginal cost, as many files of one test each. `texts` gives
 * the text of a file by its first test and their number.
 */
function sizesOf(folder, name, texts, files = FILES, tests = TESTS) {
  const write = (each) =>
    Object.fromEntries(numbers(files).map((file) => [name.replace('*', String(file)), texts(file * (tests / files), each)]));
  return {
    many: project(join(folder, 'many'), write(tests / files)),
    one: project(join(folder, 'one'), write(1)),
    passed: { many: tests, one: files },
  };
}

const ours = (site, folder, texts, { files, tests } = {}) => {
  const { passed, ...sizes } = sizesOf(folder, 't*.test.js', texts, files, tests);
  return Object.fromEntries(Object.entries(sizes).map(([key, cwd]) => [key, jest(site, cwd, { passed: passed[key] })]));
};
const theirs = (folder, texts, { files, tests, ...options } = {}) => {
  const { passed, ...sizes } = sizesOf(folder, 'test_*.py', texts, files, tests);
  return Object.fromEntries(Object.entries(sizes).map(([key, cwd]) => [key, pytest(cwd, { passed: passed[key], ...options })]));
};
const size = { more: TESTS - FILES, least: FILES };

const SHARED = {
  name: '300 tests, shared process',
  warmUp: false,
  contenders: {
    shared: { shown: '300 tests, shared process', own: true, ...size },
    dummy: { shown: 'pytest, `DummyLM`', ...size },
    http: { shown: 'pytest, `dspy.LM` by HTTP', ...size },
  },
  beside: [
    { ours: 'shared', base: ['dummy'], beside: 'pytest, `DummyLM`', goal: '1.4 ×', beyond: '1.1 ×' },
    { ours: 'shared', base: ['http'], beside: 'pytest, `dspy.LM` by HTTP', goal: '1.0 ×', beyond: '0.8 ×' },
    { ours: 'shared', base: ['dummy'], beside: 'pytest, `DummyLM`', of: 'marginal' },
    { ours: 'shared', base: ['http'], beside: 'pytest, `dspy.LM` by HTTP', of: 'marginal' },
  ],
  async prepare(site, onEnd) {
    const folder = folderOf(site, 'shared');
    const server = await openLmServer();
    onEnd(server.close);
    return {
      shared: ours(site, join(folder, 'ours'), (first, count) => chainTests('namespace', first, count)),
      dummy: theirs(join(folder, 'dummy'), (first, count) => chainPytests('dummy', first, count)),
      http: theirs(join(folder, 'http'), (first, count) => chainPytests('http', first, count), { env: { BENCH_LM: server.url } }),
    };
  },
};

const ownProcess = (name, { python, goal, beyond }) => ({
  name,
  warmUp: false,
  python,
  contenders: {
    full: { shown: name, own: true, ...size },
    forked: { shown: '`pytest --forked`', ...size },
  },
  beside: [
    { ours: 'full', base: ['forked'], beside: '`pytest --forked`', goal, beyond },
    { ours: 'full', base: ['forked'], beside: '`pytest --forked`', of: 'marginal' },
  ],
  prepare(site) {
    const folder = folderOf(site, `own-${python ?? 'default'}`);
    return {
      full: ours(site, join(folder, 'ours'), (first, count) => chainTests('full', first, count)),
      forked: theirs(join(folder, 'forked'), (first, count) => chainPytests('dummy', first, count), {
        args: ['--forked'],
        python: site.python,
      }),
    };
  },
});

const AGENT = {
  name: '300 tests of a ReAct agent with a tool, a process each',
  warmUp: false,
  contenders: {
    agent: { shown: '300 agents with a tool, a process each', own: true, ...size },
    dummy: { shown: 'pytest, one process, `DummyLM`', ...size },
  },
  beside: [{ ours: 'agent', base: ['dummy'], beside: 'pytest, one process', goal: '1.1 ×', beyond: '1.0 ×' }],
  prepare(site) {
    const folder = folderOf(site, 'agent');
    return {
      agent: ours(site, join(folder, 'ours'), (first, count) => agentTests('full', first, count)),
      dummy: theirs(join(folder, 'dummy'), agentPytests),
    };
  },
};

const THREE_PREDICTS = {
  name: '99 tests of three predicts, shared process',
  warmUp: false,
  contenders: {
    three: { shown: '99 tests of three predicts, shared process', own: true, more: 99 - FILES, least: FILES },
    dummy: { shown: 'pytest, `DummyLM`', more: 99 - FILES, least: FILES },
  },
  beside: [
    { ours: 'three', base: ['dummy'], beside: 'pytest, `DummyLM`' },
    { ours: 'three', base: ['dummy'], beside: 'pytest, `DummyLM`', of: 'marginal' },
  ],
  prepare(site) {
    const folder = folderOf(site, 'three-predicts');
    return {
      three: ours(site, join(folder, 'ours'), (first, count) => chainTests('namespace', first, count, 3), { tests: 99 }),
      dummy: theirs(join(folder, 'dummy'), (first, count) => chainPytests('dummy', first, count, 3), { tests: 99 }),
    };
  },
};

const MANY_FILES = {
  name: '30 files of ten tests, shared process each',
  warmUp: false,
  contenders: {
    files: { shown: '30 files of ten tests', own: true, more: TESTS - 30, least: 30 },
    dummy: { shown: 'pytest, `DummyLM`', more: TESTS - 30, least: 30 },
  },
  beside: [{ ours: 'files', base: ['dummy'], beside: 'pytest, `DummyLM`' }],
  prepare(site) {
    const folder = folderOf(site, 'files');
    return {
      files: ours(site, join(folder, 'ours'), (first, count) => chainTests('namespace', first, count), { files: 30 }),
      dummy: theirs(join(folder, 'dummy'), (first, count) => chainPytests('dummy', first, count), { files: 30 }),
    };
  },
};

export const SUITE_ROWS = [
  SHARED,
  ownProcess('300 tests, a process each', { goal: '0.6 ×', beyond: '0.42 ×' }),
  ownProcess('300 tests, a process each, Python 3.13', { python: '3.13', goal: '0.45 ×', beyond: '0.35 ×' }),
  AGENT,
  THREE_PREDICTS,
  MANY_FILES,
];
