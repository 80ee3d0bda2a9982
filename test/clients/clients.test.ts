import { mkdtempSync, rmSync } from 'node:fs';
import { notPassed } from '../e2e/not-passed';
import { type Run, runJest } from '../e2e/run-jest';

let run: Run;
let tmp: string;
beforeAll(async () => {
  tmp = mkdtempSync('/tmp/dx-');
  const folder = process.env.DSPEX_CLIENTS_FOLDER as string;
  // ESM-only clients are loaded by import(), which Jest's sandbox allows only under this flag.
  const nodeArgs = ['--experimental-vm-modules', '--no-warnings'];
  run = await runJest(
    { folder, tmp, args: [], remove: () => undefined },
    { nodeArgs, env: { REPLICATE_API_TOKEN: 'a-real-key-of-replicate' } },
  );
}, 600_000);
afterAll(() => rmSync(tmp, { recursive: true, force: true }));

// Fails when a client reaches its provider, which the project's tests count by a server in its place; or is not answered, or refused, as the
// table in docs/clients.md says.
test('every client is answered or refused, wherever a test starts it, and none but those that cannot be seen reaches a provider', () => {
  expect(notPassed(run)).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(50);
});
