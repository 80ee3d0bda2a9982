import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { connectTo, isNobodyThere } from '../../../../src/bridge/child/connect';

const folder = mkdtempSync(join('/tmp', 'connect-'));
const path = join(folder, 's');
afterAll(() => rmSync(folder, { recursive: true }));

// Fails when the end of a process shows in a form that is not known, and a test gets the system's word for it.
describe('whoever is connected to and is gone', () => {
  test('before, with its socket', async () => {
    const error = await connectTo(path).catch((caught) => caught);
    expect([error.code, isNobodyThere(error)]).toEqual(['ENOENT', true]);
  });

  test('after the connection began, and before it was taken', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const connection = connectTo(path);
    // Closed in the same turn: nobody can have accepted.
    server.close();
    const error = await connection.catch((caught) => caught);
    expect([error.code, isNobodyThere(error)]).toEqual(['ECONNRESET', true]);
  });
});
