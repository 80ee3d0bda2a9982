import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Watchdog } from '../../../../src/resources/ownership/watchdog';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watchdog-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

// Fails when a watchdog whose program cannot run is started again and again, as long as the run lasts.
test('a watchdog that ends at once is started three times, and no more', async () => {
  const starts = join(folder, 'starts');
  const watchdog = new Watchdog(folder, ['/bin/sh', '-c', 'printf x >> "$0"', starts]);
  await watchdog.gaveUp;
  expect(readFileSync(starts, 'utf8')).toBe('xxx');
  await watchdog.dismiss();
});
