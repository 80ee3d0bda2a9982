import { existsSync } from 'node:fs';
import { forgetRun, hasPython, hostOfRun, notePython } from '../../../../src/resources/ownership/runs';

const PLACE = '/tmp/dspex-claims';
const { getuid } = process;
// The place of systems without users: none of the others here is used by nobody.
beforeEach(() => void Object.assign(process, { getuid: undefined }));
afterEach(() => void Object.assign(process, { getuid }));

// Fails when the first run on a machine finds no place to write down what it has, or leaves one that nobody needs.
test('where no run has been yet, a place is made for the first, and goes with it', () => {
  expect(hostOfRun('a')).toBeUndefined();
  notePython('a');
  expect([hasPython('a'), hasPython('b')]).toEqual([true, false]);
  forgetRun('a');
  expect(existsSync(PLACE)).toBe(false);
});
