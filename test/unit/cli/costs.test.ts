import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellCosts } from '../../../src/cli/costs';
import { SpendingFile } from '../../../src/run/ledger/spending-file';
import { spendingFolder } from '../../../src/run/ledger/spent-calls';
import { NANO_USD } from '../../../src/shared/boundaries/ledger';

let env: { DSPEX_STATE_DIR: string };
let said: string;
beforeEach(() => {
  env = { DSPEX_STATE_DIR: mkdtempSync(join(tmpdir(), 'costs-')) };
  said = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(env.DSPEX_STATE_DIR, { recursive: true, force: true });
});

const run = (): SpendingFile => new SpendingFile(spendingFolder(env), () => new Date('2026-11-28T15:02:00Z'));
const at = (file: string, model: string): { file: string; model: string } => ({ file: join(process.cwd(), file), model });
const cents = (count: number): number => (count * NANO_USD) / 100;

function spend(): void {
  const [first, last] = [run(), run()];
  first.reserve('1', cents(50), cents(1000), at('a.test.ts', 'small'));
  first.settle('1', cents(10));
  first.reserve('2', cents(50), cents(1000), at('b.test.ts', 'large'));
  first.settle('2', 0);
  last.reserve('1', cents(30), cents(1000), at('b.test.ts', 'large'));
  last.reserve('2', cents(2), cents(1000));
}

// Fails when a call is counted twice or with what was only reserved, or is charged to another file, model or run.
test('costs adds up the month by file and model, the dearest first', () => {
  spend();
  tellCosts({ month: '2026-11', json: true }, env);
  const told = JSON.parse(said);
  expect(told).toEqual({
    month: '2026-11',
    calls: 3,
    usd: 0.42,
    runs: 2,
    lastRun: { calls: 2, usd: 0.32, at: '2026-11-28T15:02:00.000Z' },
    byFile: { 'b.test.ts': { calls: 1, usd: 0.3 }, 'a.test.ts': { calls: 1, usd: 0.1 }, '(not noted)': { calls: 1, usd: 0.02 } },
    byModel: { large: { calls: 1, usd: 0.3 }, small: { calls: 1, usd: 0.1 }, '(not noted)': { calls: 1, usd: 0.02 } },
  });
  expect(Object.keys(told.byFile)).toEqual(['b.test.ts', 'a.test.ts', '(not noted)']);
});

test('costs of the last run leave the others out', () => {
  spend();
  tellCosts({ month: '2026-11', run: true }, env);
  expect(said.split('\n').slice(0, 4)).toEqual([
    'last run of 2026-11-28 15:02 UTC: $0.3200, 2 calls',
    '',
    'by file',
    '  $0.3000        1  b.test.ts',
  ]);
  expect(said).not.toContain('a.test.ts');
});

test('a month without calls is said in a line', () => {
  tellCosts({ month: '2025-01' }, env);
  expect(said).toBe('No real LM call was made on this machine in 2025-01.\n');
});
