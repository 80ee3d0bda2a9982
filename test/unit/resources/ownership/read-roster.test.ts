import { appendFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { thisProcess } from '../../../../src/resources/ownership/process-identity';
import { readRoster } from '../../../../src/resources/ownership/read-roster';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'roster-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function rosterOf(...lines: readonly string[]): string {
  const path = join(folder, 'worker-1.jsonl');
  appendFileSync(path, lines.map((line) => `${line}\n`).join(''));
  return path;
}

const OWNER = JSON.stringify({ owner: thisProcess() });
const STARTED = '{"started":{"pid":7,"start":8}}';

// Fails when a line that no worker wrote keeps what stands around it from being read: then nobody ends what its worker left, nor any later one.
test.each([
  'garbage',
  '{"owner":',
  'null',
  '7',
  '"owner"',
  '[]',
  '{"owner":null}',
  '{"owner":5}',
  '{"mark":"x"}',
  '{"started":{}}',
  '\0\0\0',
])('passes over the line %j', (line) => {
  const read = readRoster(rosterOf(OWNER, '{"mark":901}', line, STARTED));
  expect(read).toEqual({ owner: thisProcess(), mark: 901, started: [{ pid: 7, start: 8 }], late: [] });
});

// Fails when a line that a kill has cut off is read, or takes the others with it.
test('passes over a last line that was cut off', () => {
  const path = rosterOf(OWNER, STARTED);
  appendFileSync(path, '{"mark":9');
  expect(readRoster(path)).toMatchObject({ mark: null, started: [{ pid: 7, start: 8 }] });
});

// Fails when a roster without an owner is taken for somebody's.
test('is none where nobody says whose it is', () => {
  expect([readRoster(rosterOf('garbage', STARTED)), readRoster(join(folder, 'not-there'))]).toEqual([undefined, undefined]);
});
