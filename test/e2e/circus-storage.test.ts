import { join } from 'node:path';
import { makeProject, type Project, runJest } from './run-jest';

/** Says at the end of the process how many storages are in use, and whether Node's own functions are where they were. */
const COUNTING = `
const { AsyncLocalStorage } = require('node:async_hooks');
const { _enable: enable, _propagate: propagate, disable } = AsyncLocalStorage.prototype;
const inUse = new Set();
AsyncLocalStorage.prototype._enable = function () { inUse.add(this); return enable.call(this); };
AsyncLocalStorage.prototype.disable = function () { inUse.delete(this); return disable.call(this); };
process.on('exit', () => {
  const same = AsyncLocalStorage.prototype._propagate === propagate;
  process.stderr.write('storages: ' + inUse.size + ', Node is as it was: ' + same + '\\n');
});`;

const TESTS = `
const { AsyncLocalStorage } = require('node:async_hooks');
const own = new AsyncLocalStorage();
test('a storage of the test keeps what it was given', async () => {
  await own.run('mine', async () => {
    await null;
    expect(own.getStore()).toBe('mine');
  });
});
test.concurrent('and beside others', async () => expect(own.getStore()).toBe(undefined));
afterAll(() => own.disable());`;

let project: Project;
beforeAll(() => {
  project = makeProject({
    'counting.js': COUNTING,
    'plain.config.js': "module.exports = { testEnvironment: 'node' };",
    ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.test.js`, TESTS])),
  });
});
afterAll(() => project.remove());

const storages = async (...args: string[]): Promise<string | undefined> => {
  const nodeArgs = ['--require', join(project.folder, 'counting.js')];
  const { exitCode, output } = await runJest(project, { nodeArgs, args: ['-i', ...args] });
  expect([exitCode, output]).toEqual([0, expect.stringContaining('6 passed')]);
  return /storages: .*/.exec(output)?.[0];
};

const [major = 0] = process.versions.node.split('.').map(Number);
// From Node 24 on a storage costs nothing beside the others, and nothing is asked of it.
const onOlder = major < 24 ? test : test.skip;

// Fails when each file of a worker makes the promises of all later ones dearer, as plain Jest does.
onOlder('no storage of a file is in use after it', async () => {
  expect(await storages()).toBe('storages: 0, Node is as it was: true');
});

// Fails when Jest has mended it itself: then what looks for its storage can go.
onOlder('plain Jest leaves one of each file', async () => {
  expect(await storages('--config', 'plain.config.js')).toBe('storages: 3, Node is as it was: true');
});
