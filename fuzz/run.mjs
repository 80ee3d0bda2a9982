import { parseArgs } from 'node:util';
import { setup } from '../scripts/setup.mjs';
import { Random } from './random.mjs';
import { openHostTarget } from './to-host.mjs';
import { openNodeTarget } from './to-node.mjs';
import { openPythonTarget } from './to-python.mjs';
import { openWorkerTarget } from './to-worker.mjs';

const TARGETS = { 'to-python': openPythonTarget, 'to-node': openNodeTarget, 'to-host': openHostTarget, 'to-worker': openWorkerTarget };
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '500' }, seed: { type: 'string' }, only: { type: 'string' }, built: { type: 'boolean' } },
});
const first = Number(values.seed ?? Date.now() % 1_000_000);
if (values.built !== true) await setup();

for (const [name, open] of Object.entries(TARGETS)) {
  if (values.only !== undefined && values.only !== name) continue;
  const target = await open();
  // Each round has a seed of its own, so that one that failed can be had again alone.
  for (let seed = first; seed < first + Number(values.rounds); seed++) {
    try {
      await target.round(new Random(seed));
    } catch (error) {
      process.stderr.write(`${error.stack}\n\n${name} failed; again: npm run fuzz -- --only ${name} --rounds 1 --seed ${seed}\n`);
      process.exit(1);
    }
  }
  await target.close();
  process.stdout.write(`${name}: ${values.rounds} rounds from seed ${first}: no hang, no crash, typed errors, and the next call worked\n`);
}
