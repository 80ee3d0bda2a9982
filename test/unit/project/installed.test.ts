import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageFolder } from '../../../src/project/installed';

// Fails when a command looks at another folder than the Jest that it prepares.
test('the folder of a package is the nearest above that has a manifest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'installed-'));
  try {
    const inner = join(folder, 'packages/app/src/deep');
    mkdirSync(inner, { recursive: true });
    for (const place of ['', 'packages/app']) writeFileSync(join(folder, place, 'package.json'), '{}');
    expect(packageFolder(inner)).toBe(join(folder, 'packages/app'));
    expect(packageFolder(join(folder, 'packages'))).toBe(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('a folder below no package is taken as it is', () => {
  expect(packageFolder('/not/there')).toBe('/not/there');
});
