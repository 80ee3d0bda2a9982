import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const SCRIPT = join(__dirname, '..', 'torture', 'ledger.mjs');

let stop = (): boolean => false;
afterEach(() => stop());

// A slice of `npm run torture:ledger`: one round on a host whose money ends, one on two hosts over Redis (where it is installed).
// Fails when the provider's own books show more calls in a window than the rate, or more billed than the budget or than the ledger knows.
test('eight workers that die, are refused and are cut off exceed neither rate nor budget', async () => {
  const child = spawn(process.execPath, [SCRIPT, '--rounds', '2', '--seed', '1', '--calls', '100'], { stdio: ['ignore', 'pipe', 'pipe'] });
  stop = () => child.kill();
  const [output, errors, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve) => child.once('exit', resolve)),
  ]);
  expect({ code, said: code === 0 ? '' : output + errors }).toEqual({ code: 0, said: '' });
  expect(output.match(/^ {2}\{/gm)).toHaveLength(2);
});
