import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(__dirname, '../..');

// Fails when a type is another, and when a line under @ts-expect-error compiles.
test.each(['tsconfig.json', 'tsconfig.types-jest.json'])('the types hold (%s)', (project) => {
  const tsc = spawnSync(
    process.execPath,
    [join(REPOSITORY, 'node_modules/typescript/bin/tsc'), '-p', join(__dirname, '../types', project)],
    {
      encoding: 'utf8',
    },
  );
  expect(tsc.stdout).toBe('');
  expect(tsc.status).toBe(0);
});
