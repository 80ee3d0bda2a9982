import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import type { openRoom as OpenRoom } from '../../../src/code-cache/open-room';

/** Where bundles are looked for: two folders above the one that opens them. */
const DIST = resolve(__dirname, '../../..');

let folder: string;
let openRoom: typeof OpenRoom;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'open-room-'));
  const before = process.env.NODE_DISABLE_COMPILE_CACHE;
  process.env.NODE_DISABLE_COMPILE_CACHE = '1';
  jest.isolateModules(() => ({ openRoom } = require('../../../src/code-cache/open-room')));
  if (before === undefined) delete process.env.NODE_DISABLE_COMPILE_CACHE;
  else process.env.NODE_DISABLE_COMPILE_CACHE = before;
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return relative(DIST, join(folder, name));
}

test('the code of a room has what Node gives a module of its place', () => {
  write('beside.js', 'module.exports = 42;');
  const given = '[require, exports === module.exports, module.filename, __filename, __dirname, typeof importModule]';
  const place = write('room.js', `exports.given = () => ${given};`);
  const [itsRequire, ...others] = (openRoom(place).given as () => [NodeJS.Require, ...unknown[]])();
  expect(others).toEqual([true, join(folder, 'room.js'), join(folder, 'room.js'), folder, 'function']);
  expect(itsRequire(join(folder, 'beside.js'))).toBe(42);
});

test('a room opens another, and has what that exports', () => {
  const other = write('other.js', 'exports.said = () => "from the other";');
  const place = write('room.js', `exports.said = () => openRoom(${JSON.stringify(other)}).said();`);
  expect(openRoom(place).said?.()).toBe('from the other');
});

// Fails when what Node has loaded runs a second time, with a state of its own.
test('a room that is loaded is not run again', () => {
  const place = write('room.js', 'exports.own = {};');
  const loaded = require(join(folder, 'room.js')) as object;
  expect(openRoom(place)).toBe(loaded);
});

// Fails when the line that a room is wrapped in moves its own.
test('a stack names the line of the file that threw', () => {
  const place = write('room.js', "\nexports.fails = () => {\n  throw new Error('here');\n};\n");
  const stack = (() => {
    try {
      return openRoom(place).fails?.();
    } catch (error) {
      return (error as Error).stack;
    }
  })();
  expect(stack).toContain(`${join(folder, 'room.js')}:3:9`);
});

test('a bundle that is not there is an error of the file system, which names it', () => {
  expect(() => openRoom(relative(DIST, join(folder, 'gone.js')))).toThrow(/ENOENT.*gone\.js/);
});
