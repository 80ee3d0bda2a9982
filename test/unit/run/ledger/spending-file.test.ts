import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SpendingFile } from '../../../../src/run/ledger/spending-file';

describe("the month's spending", () => {
  let folder: string;
  let today: Date;
  const open = (): SpendingFile => new SpendingFile(join(folder, 'spending'), () => today);
  const path = (): string => join(folder, 'spending', '2026-11.jsonl');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dspex-spending-'));
    today = new Date('2026-11-30T23:59:00Z');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  // Fails when two runs on one machine do not see each other's calls, or one never settled is forgotten.
  test('is one sum over all runs, in which what was never settled counts in full', () => {
    const [one, other] = [open(), open()];
    one.reserve('call1', 100, 1000);
    one.settle('call1', 30);
    other.reserve('call1', 200, 1000);
    expect([one.total(), other.total(), open().total()]).toEqual([230, 230, 230]);
  });

  // Fails when a call is granted beyond the limit, or a refused one stays charged.
  test('refuses beyond the limit, to the cent', () => {
    const month = open();
    expect(month.reserve('call1', 900, 1000)).toBe(true);
    expect(month.reserve('call2', 101, 1000)).toBe(false);
    expect(month.reserve('call3', 100, 1000)).toBe(true);
    expect(month.reserve('free', 0, 1)).toBe(true);
    expect(open().total()).toBe(1000);
  });

  // Fails when a run over midnight books its calls in the month that it began in, or settles one in another than it reserved.
  test('books each call in the month of its reservation', () => {
    const month = open();
    month.reserve('call1', 100, 1000);
    today = new Date('2026-12-01T00:01:00Z');
    month.settle('call1', 40);
    month.reserve('call2', 7, 1000);
    expect(month.total()).toBe(7);
    expect(readdirSync(join(folder, 'spending')).sort()).toEqual(['2026-11.jsonl', '2026-12.jsonl']);
    today = new Date('2026-11-30T00:00:00Z');
    expect(open().total()).toBe(40);
  });

  // Fails when a line that was cut off swallows the one after it: then a call would not be counted.
  test('loses no call to a line that a full disk cut off', () => {
    open().reserve('call1', 100, 1000);
    appendFileSync(path(), '{"run":"x","id":"ca');
    open().reserve('call1', 200, 1000);
    expect(open().total()).toBe(300);
  });

  // Fails when each call reads the whole month again, or what another run wrote in between is missed.
  test('reads on from where it was, and anew when the file was replaced', () => {
    const month = open();
    month.reserve('call1', 100, 1000);
    const other = open();
    for (let call = 0; call < 50; call++) {
      other.reserve(`call${call}`, 1, 1000);
      expect(month.total()).toBe(101 + call);
    }
    writeFileSync(path(), '');
    expect(month.total()).toBe(0);
  });

  // Fails when what cannot be kept is taken for zero, or the error does not say what to do.
  test('refuses where it cannot be kept', () => {
    writeFileSync(join(folder, 'spending'), 'a file where a folder has to be');
    expect(() => open().reserve('call1', 1, 1000)).toThrow(/DSPEX_STATE_DIR[\s\S]*LEDGER_UNAVAILABLE/);
    expect(() => open().total()).toThrow(/LEDGER_UNAVAILABLE/);
  });

  // Fails when others on the machine can read it, or it tells of what was asked and said.
  test('is private, and holds what was spent when, by which file and on which model', () => {
    open().reserve('call1', 100, 1000, { file: '/x/a.test.ts', model: 'm' });
    expect(statSync(path()).mode & 0o077).toBe(0);
    const entry = JSON.parse(readFileSync(path(), 'utf8')) as object;
    expect(Object.keys(entry)).toEqual(['run', 'id', 'kind', 'nanoUsd', 'at', 'file', 'model']);
  });
});
