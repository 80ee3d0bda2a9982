import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { makePrivateFolder, removeFolder } from '../../../../src/resources/os/private-folder';

// Fails when TMPDIR=./tmp ends in sockets that nobody finds who works in another folder.
test('is named whole where TMPDIR is relative', async () => {
  const { TMPDIR } = process.env;
  const parent = mkdtempSync('/tmp/dx-');
  process.env.TMPDIR = relative(process.cwd(), parent);
  try {
    const folder = makePrivateFolder('dspex');
    expect([isAbsolute(folder), statSync(folder).mode & 0o777]).toEqual([true, 0o700]);
    await removeFolder(folder);
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
    rmSync(parent, { recursive: true });
  }
});
