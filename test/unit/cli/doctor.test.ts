import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkLimits } from '../../../src/cli/doctor/check-limits';
import { checkFolders } from '../../../src/cli/doctor/check-places';
import { checkProxy } from '../../../src/cli/doctor/check-proxy';
import { checkDisk, checkSharedMemory } from '../../../src/cli/doctor/check-room';
import { checkJest, checkNode, isOlder } from '../../../src/cli/doctor/check-versions';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  writeFileSync(join(folder, 'package.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// Fails when a version is compared letter by letter, or a Node or Jest that cannot work is called well.
test.each([
  ['v20.19.0', 'ok'],
  ['v20.9.0', 'wrong'],
  ['v18.20.4', 'wrong'],
  ['v23.1.0', 'note'],
  ['v24.11.0', 'ok'],
])('Node %s is %s', (version, state) => expect(checkNode(version).state).toBe(state));

test('versions go by their numbers', () => {
  expect([isOlder('3.9', '3.10'), isOlder('3.10', '3.9'), isOlder('30.0.1', '30.0.1'), isOlder('29.7', '29.7.0')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test.each([
  ['none', {}, 'wrong', /npm i -D jest jest-environment-node/],
  ['too old', { jest: '28.1.0' }, 'wrong', /jest@30/],
  ['of another major than its environment', { jest: '30.5.2', 'jest-environment-node': '29.7.0' }, 'wrong', /jest-environment-node@30/],
  ['alone', { jest: '29.7.0' }, 'wrong', /jest-environment-node@29/],
  ['29.7', { jest: '29.7.0', 'jest-environment-node': '29.7.0' }, 'ok', null],
])('a Jest that is %s', (_, versions, state, next) => {
  for (const [name, version] of Object.entries(versions)) {
    mkdirSync(join(folder, 'node_modules', name), { recursive: true });
    writeFileSync(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ name, version }));
  }
  expect(checkJest(folder, {})).toMatchObject({ state, next: next === null ? null : expect.stringMatching(next) });
});

test.each([
  [{}, 'ok'],
  [{ HTTPS_PROXY: 'http://proxy' }, 'ok'],
  [{ HTTP_PROXY: 'http://proxy', NO_PROXY: 'localhost, 127.0.0.1' }, 'ok'],
  [{ ALL_PROXY: 'socks5://proxy', no_proxy: '*' }, 'ok'],
  [{ http_proxy: 'http://proxy', NO_PROXY: 'intranet' }, 'wrong'],
])('with %j in its environment a process reaches this machine: %s', (env, state) => {
  expect(checkProxy(env)).toMatchObject({ state });
});

test('the line that spares this machine a proxy keeps what is spared already', () => {
  expect(checkProxy({ HTTP_PROXY: 'http://proxy', NO_PROXY: 'intranet' }).next).toMatch(
    /^export NO_PROXY=intranet,localhost,127\.0\.0\.1,/,
  );
});

test.each([
  [{ openFiles: 1024, moreProcesses: null }, ['ok']],
  [{ openFiles: 64, moreProcesses: 5000 }, ['wrong']],
  [{ openFiles: 32, moreProcesses: 3 }, ['wrong', 'wrong']],
  [{ openFiles: null, moreProcesses: null }, ['ok']],
])('limits of %j', (limits, states) => expect(checkLimits(limits).map(({ state }) => state)).toEqual(states));

test('this machine has room, and says so by itself', () => {
  expect([...checkLimits(), ...checkDisk([folder]), ...checkSharedMemory(folder)].map(({ what }) => what)).not.toContain('');
  expect(checkSharedMemory(join(folder, 'none'), 'linux')).toMatchObject([{ state: 'note', next: expect.stringContaining('--shm-size') }]);
  expect(checkSharedMemory(join(folder, 'none'), 'darwin')).toEqual([]);
});

test('a folder for what lasts that is none is told, with another', () => {
  writeFileSync(join(folder, 'file'), '');
  expect(checkFolders({ DSPEX_STATE_DIR: join(folder, 'new/deep') })).toMatchObject([{ state: 'ok' }]);
  expect(checkFolders({ DSPEX_STATE_DIR: join(folder, 'file') })).toMatchObject([
    { state: 'wrong', next: expect.stringMatching(/^DSPEX_STATE_DIR=/) },
  ]);
});
