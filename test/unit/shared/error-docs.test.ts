import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ERROR_CODES } from '../../../src/shared/errors';

const documented = [...readFileSync(join(__dirname, '../../../docs/errors.md'), 'utf8').matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(
  (row) => row[1],
);

// Fails when a code is added, renamed or removed without its line in docs/errors.md.
test('docs/errors.md has one line for each code', () => {
  expect([...documented].sort()).toEqual([...ERROR_CODES].sort());
});
