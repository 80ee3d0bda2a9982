import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keeper } from '../../../../src/resources/ownership/keeper';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keeper-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

// Fails when a keeper whose program cannot run is started again and again, as long as the run lasts.
test('a keeper that ends at once is started three times, and no more', async () => {
  const starts = join(folder, 'starts');
  const program = join(folder, 'ends.js');
  writeFileSync(program, `require('node:fs').appendFileSync(${JSON.stringify(starts)}, 'x');`);
  const keeper = new Keeper(folder, program);
  await keeper.gaveUp;
  expect(readFileSync(starts, 'utf8')).toBe('xxx');
  await keeper.dismiss();
});
