import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, setup } from '../scripts/setup.mjs';

/** Random replies by fields, each held to plain DSPy: it arrives as it is, or is refused by name. */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '10000' }, seed: { type: 'string' }, built: { type: 'boolean' } },
});
const seed = values.seed ?? String(Date.now() % 1_000_000);
if (values.built !== true) await setup();

const python = (name, args, stdio) =>
  spawn(join(ROOT, '.venv/bin/python'), [join(ROOT, 'fuzz/replies', name), ...args], {
    stdio,
    env: { ...process.env, PYTHONPATH: join(ROOT, 'python'), LITELLM_LOCAL_MODEL_COST_MAP: 'true' },
  });
const door = python('through_door.py', [seed, values.rounds], ['ignore', 'pipe', 'ignore']);
const plain = python('plain.py', [], [door.stdout, 'pipe', 'pipe']);
let [printed, wrong] = ['', ''];
plain.stdout.on('data', (chunk) => (printed += chunk));
plain.stderr.on('data', (chunk) => (wrong += chunk));
const ended = (child, event) => new Promise((resolve) => child.once(event, resolve));
// The first one's output is the second one's input: it never closes here.
const codes = await Promise.all([ended(door, 'exit'), ended(plain, 'close')]);

const problems = wrong.split('\n').filter((line) => line.startsWith('seed ') || line.startsWith('  '));
if (problems.length > 0 || codes.some((code) => code !== 0) || printed === '') {
  process.exitCode = 1;
  process.stderr.write(
    `${problems.slice(0, 60).join('\n') || wrong.slice(-2_000)}\n\nexit codes ${codes}; again: npm run fuzz:replies -- --rounds 1 --seed …\n${printed}`,
  );
} else process.stdout.write(`${values.rounds} replies from seed ${seed}: each arrives as it is, or is refused by name\n${printed}`);
