import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CassetteFolder } from '../../../../src/lm/cassettes/cassette-folder';
import { cassettePath } from '../../../../src/lm/cassettes/cassette-path';
import { orphansIn } from '../../../../src/lm/cassettes/orphans';
import { cassetteFile, tempFolder } from './cassette-parts';

const KEY = '0123456789abcdef0123';

// Fails when the recordings of a test file that is there would be pruned, or those of one that is gone stay.
test('recordings are orphaned when their test file is gone, whatever it is called', async () => {
  const temp = tempFolder();
  try {
    const base = join(temp.path, 'project');
    const there = ['a.test.ts', '__tests__/b.test.ts', '__/c.test.ts', '../outside/d.test.ts'];
    for (const file of there) {
      mkdirSync(dirname(join(base, file)), { recursive: true });
      writeFileSync(join(base, file), '');
    }
    const folder = new CassetteFolder(join(base, 'cassettes'));
    for (const file of [...there, 'gone.test.ts', '../outside/gone.test.ts'])
      for (const name of ['asks', null]) await folder.keep(cassettePath({ file, name, ordinal: 0 }, KEY, 0), cassetteFile(KEY));
    const orphans = await orphansIn(folder, base);
    expect(orphans).toHaveLength(4);
    expect(orphans.every((path) => path.includes('gone.test.ts'))).toBe(true);
  } finally {
    temp.remove();
  }
});
