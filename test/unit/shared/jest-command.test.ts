import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { moduleNote } from '../../../src/run/report/module-note';
import { jestCommand } from '../../../src/shared/jest-command';

const PLAIN = { execArgv: [], env: {} };
const BY_FLAG = { execArgv: ['--no-warnings', '--experimental-vm-modules'], env: {} };
const BY_VARIABLE = { execArgv: [], env: { NODE_OPTIONS: '--experimental-vm-modules' } };

// Fails when a line that errors say to type loads no test of a project in ES modules.
test.each([
  [PLAIN, 'npx jest'],
  [BY_FLAG, 'NODE_OPTIONS=--experimental-vm-modules npx jest'],
  [BY_VARIABLE, 'NODE_OPTIONS=--experimental-vm-modules npx jest'],
])('Jest is started as it was', (started, command) => {
  expect(jestCommand(started)).toBe(command);
});

describe('a file of ES modules that Jest did not load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'dspex-modules-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const FAILURE = 'Must use import to load ES Module: /x/first.test.js';
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };

  // Fails when a newcomer who types `npx jest` is left with Jest's own words, or one hears of it whose files are none of ours.
  test('is told what starts Jest so that it does', () => {
    const ours = file('ours.js', "import { dspex } from '@dspex/jest-preset';");
    expect(moduleNote(ours, FAILURE, PLAIN)).toContain('NODE_OPTIONS=--experimental-vm-modules npx jest');
    expect(moduleNote(ours, FAILURE, BY_FLAG)).toBeNull();
    expect(moduleNote(ours, "Cannot find module './gone'", PLAIN)).toBeNull();
    expect(moduleNote(file('theirs.js', "import { x } from './x.js';"), FAILURE, PLAIN)).toBeNull();
  });
});
