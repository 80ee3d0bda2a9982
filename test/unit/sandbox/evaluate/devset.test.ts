import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesOf } from '../../../../src/sandbox/evaluate/devset';

const folder = mkdtempSync('/tmp/dxd-');
afterAll(() => rmSync(folder, { recursive: true }));

const written = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

// Fails when a file that a program on Windows wrote is not read.
test.each([
  ['a.json', '\uFEFF[{"q":"1"}]'],
  ['a.jsonl', '\uFEFF{"q":"1"}\r\n\r\n'],
  ['a.csv', '\uFEFFq\r\n1\r\n'],
])('reads a file with a byte order mark: %s', (name, text) => {
  expect(examplesOf(written(name, text), folder)).toEqual([{ q: '1' }]);
});

// Fails when whoever has the file must look for the place.
test.each([
  ['b.jsonl', '{"q":1}\n\n{"q":}\n', 'line 3: '],
  ['b.csv', 'q,a\n1,2\n1,2,3\n', 'row 3 has 3 cells'],
])('says where a file is wrong: %s', (name, text, said) => {
  expect(() => examplesOf(written(name, text), folder)).toThrow(said);
});

test.each([
  [Promise.resolve([]), 'it is a Promise: is an await missing?'],
  [new Set([{ q: '1' }]), 'it is a Set: [...examples]'],
  [5, 'it is 5'],
])('says what was given in place of a list: %p', (given, said) => {
  expect(() => examplesOf(given as never, folder)).toThrow(said);
});
