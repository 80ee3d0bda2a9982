import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { realConfig } from '../e2e/provider';
import { makeProject, type Project, runJest, type StartedJest, startJest } from '../e2e/run-jest';
import { openPaidProvider, type PaidProvider } from './paid-provider';
import { processesBelow } from './processes-of-run';
import type { Random } from './random';

/** What a round of kills came to. */
export interface TwoRuns {
  readonly kills: readonly string[];
  /** Recordings that the tests need. */
  readonly needed: number;
  /** Requests that came to the provider: each is paid for. */
  readonly paid: number;
  /** Calls that were begun and not answered: in flight when their process was killed. */
  readonly inFlight: number;
  /** Prompts that were paid for more often than they are needed and were in flight. */
  readonly paidTwice: readonly string[];
  readonly finalFailures: string;
  readonly replayed: unknown;
}

const FILES = ['a', 'b', 'c', 'd'];
const TESTS = 5;
/** Of each test: one after another, two at once, and two that are equal. */
const PROMPTS = ['first', 'second', 'left', 'right', 'same', 'same'];
const WORKERS = 4;

const TEST = `
const { appendFileSync } = require('node:fs');
const name = require('node:path').basename(__filename);
const log = (what, content) => appendFileSync(process.env.CALLS_LOG, process.pid + ' ' + what + ' ' + content + '\\n');
const ask = async (content) => {
  log('begun', content);
  const body = JSON.stringify({ model: 'local-model', messages: [{ role: 'user', content }] });
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
  expect((await response.json()).choices[0].message.content).toBe('you said: ' + content);
  log('answered', content);
};
for (let n = 0; n < ${TESTS}; n++)
  test('test ' + n, async () => {
    const prompt = (word) => name + '-' + n + '-' + word;
    await ask(prompt('first'));
    await ask(prompt('second'));
    await Promise.all(['left', 'right'].map((word) => ask(prompt(word))));
    await ask(prompt('same'));
    await ask(prompt('same'));
  });
`;

/** Two runs of one project at once, of which workers and whole runs are killed while they record; then one that is left alone, and a replay. */
export async function recordUnderKills(random: Random, kills: number): Promise<TwoRuns> {
  const provider = await openPaidProvider(random);
  const files = Object.fromEntries(FILES.map((name) => [`${name}.test.js`, TEST]));
  const limits = { ledger: { requestsPerMinute: 1_000_000 }, lm: { real: { provider: 'openai', baseUrl: provider.url } } };
  const project = makeProject({ 'jest.config.js': realConfig(provider.url, limits), ...files });
  const runs = [makeProject({}), makeProject({})].map((own) => new Run(project, own));
  try {
    const story = await killWhileRecording(runs, { provider, random, kills });
    const final = await runJest(project, { env: envOf(project) });
    provider.server.close();
    const replay = await runJest(project, { env: { ...envOf(project), CI: 'true' } });
    const failures = [...final.tests, ...replay.tests].flatMap(({ failureMessages }) => failureMessages);
    return {
      kills: story,
      ...judged(provider.paid, callsIn(project)),
      finalFailures: failures.join('\n'),
      replayed: replay.report?.cassettes,
    };
  } finally {
    provider.server.close();
    for (const run of runs) await run.end();
    project.remove();
  }
}

interface Killing {
  readonly provider: PaidProvider;
  readonly random: Random;
  readonly kills: number;
}

/** Strikes when so many requests have come: some call is always on its way then. */
async function killWhileRecording(runs: readonly Run[], { provider, random, kills }: Killing): Promise<string[]> {
  const story: string[] = [];
  for (const run of runs) run.start();
  while (story.length < kills && runs.some((run) => run.isRunning)) {
    const isThere = await provider.came(provider.paid.length + 1 + random.below(12), runs);
    if (!isThere) break;
    story.push(random.pick(runs.filter((run) => run.isRunning)).strike(random));
  }
  await Promise.all(runs.map((run) => run.finished));
  return story;
}

/** One of the two: started again when the whole of it was killed. */
class Run {
  private jest: StartedJest | undefined;
  finished: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly project: Project,
    private readonly own: Project,
  ) {}

  get isRunning(): boolean {
    return this.jest !== undefined && this.jest.child.exitCode === null && this.jest.child.signalCode === null;
  }

  start(): void {
    const { folder, tmp } = this.own;
    const env = { ...envOf(this.project), TMPDIR: tmp, DSPEX_REPORT_DIR: join(folder, 'report') };
    this.jest = startJest(this.project, {
      args: ['-w', `${WORKERS}`],
      outcome: join('..', folder.split('/').at(-1) as string, 'outcome.json'),
      env,
    });
    this.finished = this.jest.finished;
  }

  /** Kills a worker; or the run with all its processes, as a closed terminal or a job that is cancelled does, and begins another. */
  strike(random: Random): string {
    const pid = this.jest?.child.pid as number;
    const workers = processesBelow(pid).filter(({ role }) => role === 'worker');
    if (workers.length > 0 && random.next() < 0.7) {
      kill(random.pick(workers).pid);
      return 'a worker';
    }
    kill(-pid);
    this.start();
    return 'a run';
  }

  async end(): Promise<void> {
    if (this.isRunning) kill(-(this.jest?.child.pid as number));
    await this.finished;
    this.own.remove();
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // It ended meanwhile: as good a moment as any.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function envOf(project: Project): Record<string, string> {
  return { TEST_MODE: 'integration', CI: '', CALLS_LOG: join(project.folder, 'calls.log'), OPENAI_TEST_API_KEY: 'not-a-real-key' };
}

interface Call {
  readonly pid: string;
  readonly what: string;
  readonly prompt: string;
}

function callsIn(project: Project): Call[] {
  const path = join(project.folder, 'calls.log');
  if (!existsSync(path)) appendFileSync(path, '');
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  return lines.map((line) => line.split(' ')).map(([pid = '', what = '', prompt = '']) => ({ pid, what, prompt }));
}

/** A prompt may be paid for as often as it is needed, and once more for each process that was killed while it asked. */
function judged(paid: readonly string[], calls: readonly Call[]): Pick<TwoRuns, 'needed' | 'paid' | 'inFlight' | 'paidTwice'> {
  const prompts = FILES.flatMap((name) =>
    Array.from({ length: TESTS }, (_, n) => PROMPTS.map((word) => `${name}.test.js-${n}-${word}`)),
  ).flat();
  const count = (all: readonly string[], one: string): number => all.filter((each) => each === one).length;
  const of = (kind: string): string[] => calls.filter(({ what }) => what === kind).map(({ prompt }) => prompt);
  const [begun, answered] = [of('begun'), of('answered')];
  const lost = (prompt: string): number => count(begun, prompt) - count(answered, prompt);
  return {
    needed: prompts.length,
    paid: paid.length,
    inFlight: begun.length - answered.length,
    paidTwice: [...new Set(prompts)].filter((prompt) => count(paid, prompt) > count(prompts, prompt) + lost(prompt)),
  };
}
