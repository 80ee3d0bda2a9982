import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { PYTHON } from '../../scripts/python.mjs';
import { asker, openChild, openForkServer } from '../runner/bridge.mjs';
import { runCommand } from '../runner/command.mjs';
import { numbers } from '../runner/projects.mjs';

const CHILDREN = 5;
const SIGNATURE = { inputs: [{ name: 'question', schema: { type: 'string' } }], outputs: [{ name: 'answer', schema: { type: 'string' } }] };
const PING_PROGRAM = fileURLToPath(new URL('../runner/ping-program.mjs', import.meta.url));

const CHILD = {
  name: 'a fresh child',
  // It is asked by what is compiled in build, not over the package's own doors.
  reaches: true,
  contenders: {
    child: { shown: 'a fresh child, ready' },
    cold: { shown: 'a cold `import dspy`' },
    first: { shown: 'the first predict in a fresh child' },
    second: { shown: 'the second predict' },
  },
  beside: [
    { ours: 'child', base: ['cold'], beside: 'a cold `import dspy`', as: 'part', goal: '1 / 200', beyond: '1 / 250' },
    { ours: 'first', base: ['second'], beside: 'the second', goal: '1 ×' },
  ],
  async prepare(_site, onEnd) {
    const folder = mkdtempSync('/tmp/dxb-');
    onEnd(() => rmSync(folder, { recursive: true, force: true }));
    const server = openForkServer(folder);
    onEnd(() => server.close());
    const info = await server.info;
    const cold = { command: PYTHON, args: ['-c', 'import dspy'], cwd: folder };
    return {
      together: async () => ({ ...(await childReady(() => openChild(info, folder))), cold: await runCommand(cold) }),
    };
  },
};

/** On one core: where the system puts the two processes makes either faster by several times, by luck. */
const CALL = {
  name: 'a bridge call',
  reaches: true,
  platforms: ['linux'],
  contenders: {
    ping: { shown: 'a bridge call (ping), on one core' },
    echo: { shown: 'one byte, echoed by a Python process, on one core' },
  },
  beside: [{ ours: 'ping', base: ['echo'], beside: 'one byte, echoed by a Python process', goal: '4 ×', beyond: '3 ×' }],
  prepare: () => ({ together: pingAndEcho }),
};

async function timed(work) {
  const startedAt = performance.now();
  await work();
  return { wall: performance.now() - startedAt, cpu: null };
}

/** The middle of a few: between two tests a worker rests, and the spare is there. */
async function childReady(open) {
  const all = [];
  for (const _ of numbers(CHILDREN)) {
    await new Promise((go) => setTimeout(go, 100));
    let bridge;
    const child = await timed(async () => (bridge = await open()));
    await bridge.request('open_session', { session: 's' }, asker);
    const program = { session: 's', id: 'p', module: 'chain_of_thought', signature: SIGNATURE, tools: [], options: {} };
    await bridge.request('create_program', program, asker);
    const execute = () => bridge.execute({ session: 's', id: 'p', inputs: { question: 'q' } }, asker);
    all.push({ child, first: await timed(execute), second: await timed(execute) });
    await bridge.close();
  }
  return Object.fromEntries(Object.keys(all[0]).map((name) => [name, middleOf(all.map((one) => one[name]))]));
}

const middleOf = (samples) => [...samples].sort((one, other) => one.wall - other.wall)[Math.floor(samples.length / 2)];

async function pingAndEcho() {
  const [, core] = /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'));
  const { stdout } = await promisify(execFile)('taskset', ['-c', core, process.execPath, PING_PROGRAM]);
  return Object.fromEntries(Object.entries(JSON.parse(stdout)).map(([name, wall]) => [name, { wall, cpu: null }]));
}

export const BRIDGE_ROWS = [CHILD, CALL];
