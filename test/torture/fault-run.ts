import { makeProject, type Project, type Run, type StartedJest, startJest } from '../e2e/run-jest';
import { type Fault, MAX_WAIT_MS } from './faults';
import { endRun, leftOf, untilPythonRuns } from './kill-run';
import type { Random } from './random';

export interface FaultRun {
  readonly story: readonly string[];
  readonly left: readonly string[];
  /** Failures without a code of ours. */
  readonly untyped: readonly string[];
  /** The run came to its end and never met the fault. */
  readonly isIdle: boolean;
}

/** Every wait has an end: a run of so few tests is over by then, or hangs. */
const HANGS_MS = 90_000;
const LOOK_MS = 15;

/** One run under a fault, which ends by itself or is ended at a random instant; then what is left of it. */
export async function runUnder(fault: Fault, random: Random): Promise<FaultRun> {
  const project = faultyProject(fault);
  const env = { TEST_MODE: 'integration', CI: '' };
  const jest = startJest(project, { args: ['-w', '2'], env, ...(fault.by && { by: fault.by }) });
  let [victim, hasShown]: [number | undefined, boolean] = [undefined, false];
  const looking = setInterval(() => {
    fault.during?.(jest.child.pid as number);
    hasShown ||= victim !== undefined && fault.bites?.shows?.(victim) === true;
  }, LOOK_MS);
  const story = [fault.name];
  try {
    if (fault.once !== undefined) await untilPythonRuns(jest);
    victim = fault.once?.(jest);
    if (random.next() < 0.5) await endSoon(jest, random, story);
    const run = await ended(jest);
    clearInterval(looking);
    // One that was ended may have had no time to meet it.
    const isIdle = fault.bites !== undefined && story.length === 1 && !hasShown && !fault.bites.says.test(saidBy(run));
    return { story, left: await leftOf(project, fault.losesGuards === true), untyped: fault.isTyped ? untypedOf(run) : [], isIdle };
  } finally {
    clearInterval(looking);
    jest.child.kill('SIGKILL');
    await jest.finished;
    project.remove();
  }
}

async function endSoon(jest: StartedJest, random: Random, story: string[]): Promise<void> {
  await new Promise((go) => setTimeout(go, random.next() * 2 * MAX_WAIT_MS));
  if (jest.child.exitCode === null && jest.child.signalCode === null) await endRun(jest, random, story);
}

async function ended(jest: StartedJest): Promise<Run> {
  let limit: NodeJS.Timeout | undefined;
  const hangs = new Promise<never>((_, reject) => {
    limit = setTimeout(() => reject(new Error('the run hangs')), HANGS_MS);
  });
  try {
    return await Promise.race([jest.finished, hangs]);
  } finally {
    clearTimeout(limit);
  }
}

function saidBy({ output, tests }: Run): string {
  return [output, ...tests.flatMap(({ failureMessages }) => failureMessages)].join('\n');
}

function untypedOf({ tests }: Run): string[] {
  return tests.flatMap(({ fullName, failureMessages }) =>
    failureMessages.filter((message) => !/\[[A-Z]+(?:_[A-Z]+)+\]/.test(message)).map((message) => `${fullName}: ${message}`),
  );
}

const TESTS = `/** @jest-environment @dspex/jest-preset/integration */
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
// As long as the file runs: of two files at once, a small disk holds one and no more.
beforeAll(async () => writeFileSync(join((await dspex.resources.tempDir()).path, 'larger'), Buffer.alloc(180_000)));
for (const [i, level] of ['full', 'namespace', 'full', 'session'].entries()) {
  isolatedTest('t' + i, { level }, async () => {
    dspex.lm.otherwise({ answer: 'a' });
    writeFileSync(join((await dspex.resources.tempDir()).path, 'large'), Buffer.alloc(100_000));
    await dspex.resources.spawn(process.execPath, ['-e', 'setTimeout(() => {}, 600_000)', process.env.TMPDIR ?? '']);
    expect((await dspex.run('question -> answer', { question: 'q' })).outputs.answer).toBe('a');
  });
}
`;

function faultyProject({ options }: Fault): Project {
  const dspex = { maxFailures: 0, maxWaitMs: MAX_WAIT_MS, ...options };
  return makeProject({
    'jest.config.js': `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: ${JSON.stringify(dspex)} } };\n`,
    'hangs.py': 'import time\ntime.sleep(600)\n',
    ...Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.test.js`, TESTS])),
  });
}
