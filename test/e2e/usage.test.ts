import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dspexJest, type Said } from './cli';

const folder = mkdtempSync(join(tmpdir(), 'dspex-usage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const typed = (line: string): Promise<Said> => dspexJest({ folder }, line.split(' '));

// Fails when wrong usage is no 2, or its last line is not what was meant.
test.each([
  ['int', 'npx dspex-jest init'],
  ['init --jason', 'npx dspex-jest init --json'],
  ['init --ci circle', 'npx dspex-jest init --ci github'],
  ['junit --out x.xml', 'npx dspex-jest report junit --out x.xml'],
  ['opne', 'npx dspex-jest report open'],
  ['repor --help', 'npx dspex-jest report'],
  ['help report opn', 'npx dspex-jest report open'],
  ['report check --min-pass-rate 2', 'npx dspex-jest report check --help'],
])('%s is answered with what was meant', async (line, next) => {
  const { status, stdout, stderr } = await typed(line);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(new RegExp(`^\\S.*\\.\\n  why:  .*\\n  next: ${next}\\n  \\[USAGE_INVALID\\]\\n$`));
});

// Fails when a way of asking for help or the version that other programs know is none here.
test.each([
  ['help report open', 'Usage: dspex-jest report open'],
  ['report help open', 'Usage: dspex-jest report open'],
  ['costs -h', 'Usage: dspex-jest costs'],
  ['-v', '0.'],
])('%s is help that was asked for', async (line, text) => {
  expect(await typed(line)).toEqual({ status: 0, stdout: expect.stringContaining(text), stderr: '' });
});

// Fails when a program that reads JSON gets none because something went wrong.
test.each([
  ['report open --json', 1, 'REPORT_INVALID'],
  ['report check --json', 2, 'USAGE_INVALID'],
  ['cassettes list --json', 1, 'OPTION_INVALID'],
  ['doctr --json', 2, 'USAGE_INVALID'],
])('%s tells its error as JSON, too', async (line, status, code) => {
  const said = await typed(line);
  expect([said.status, said.stderr]).toEqual([status, expect.stringContaining(`[${code}]`)]);
  expect(JSON.parse(said.stdout)).toEqual({
    error: { code, what: expect.any(String), why: expect.any(String), next: expect.any(String) },
  });
});
