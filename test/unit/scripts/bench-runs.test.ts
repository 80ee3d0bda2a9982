import { ask } from './ask';

const bench = (script: string, name: string, ...args: unknown[]): Promise<unknown> => ask(`../bench/${script}`, name, ...args);

describe('many machines', () => {
  const costs = { tests: 100, startMs: 1000, importMs: 500, testMs: 10, realCalls: 0, ledgerMs: 1 };
  const simulate = (change: object) => bench('simulate.mjs', 'simulate', { ...costs, ...change });

  // Fails when the start is shared, the tests are not, or the one with more tests is not waited for.
  test('each pay their start, and share the tests', async () => {
    expect(await simulate({ shards: 1 })).toEqual({ shards: 1, wallMs: 2500, fixedShare: 0.6, paidMs: 2500, waitedMs: 0 });
    expect(await simulate({ shards: 3 })).toMatchObject({ wallMs: 1840, paidMs: 5500 });
  });

  // Fails when a ledger serves two at once, or who comes alone waits.
  test('wait for one another at the ledger', async () => {
    expect(await simulate({ shards: 1, realCalls: 1 })).toMatchObject({ wallMs: 2600, waitedMs: 0 });
    expect(await simulate({ tests: 4, shards: 4, realCalls: 1, ledgerMs: 5 })).toMatchObject({ wallMs: 1530, waitedMs: 30 });
  });

  // Fails when the bend is put where doubling still pays, or where there is none.
  test('bend where twice as many save less than a third', async () => {
    const shards = (change: object) => bench('simulate.mjs', 'shardsOf', { ...costs, tests: 6400, ...change });
    expect(await shards({})).toMatchObject({ bendsAt: 32 });
    expect(await shards({ startMs: 0, importMs: 0 })).toMatchObject({ bendsAt: null });
    // 6,400 calls of 5 ms are 32 s, however many ask.
    expect(await shards({ realCalls: 1, ledgerMs: 5 })).toMatchObject({ bendsAt: 2 });
  });

  // Fails when the text hides what it goes by.
  test('are told with what they were simulated from', async () => {
    const text = await bench('text/shards.mjs', 'shardsText', { startMs: 800, importMs: 400, testMs: 12, ledgerMs: 0.5 }, 640);
    expect(text).toContain('start 800 ms, the import of DSPy beside it 400 ms more, one more test 12.0 ms, the ledger 500 µs a real call');
    expect(text).toMatch(/It bends at \d+: twice as many save less than a third of the time\./);
  });
});

describe('rows', () => {
  interface Row {
    name: string;
    contenders: Record<string, object>;
    beside?: { ours: string; base: string[] }[];
  }

  // Fails when two rows keep their rounds in one file, or stand beside a contender that is not there.
  test('have names of their own, and stand beside contenders of theirs', async () => {
    const { ROWS } = (await import(`${__dirname}/../../../bench/rows.mjs`)) as { ROWS: Row[] };
    const slugs = await Promise.all(ROWS.map(({ name }) => bench('runner/store.mjs', 'slugOf', name)));
    expect(new Set(slugs).size).toBe(ROWS.length);
    const strangers = ROWS.flatMap(({ name, contenders, beside = [] }) =>
      beside.flatMap(({ ours, base }) => [ours, ...base]).flatMap((one) => (one in contenders ? [] : [`${name}: ${one}`])),
    );
    expect(strangers).toEqual([]);
  });
});

describe('a command', () => {
  const run = (code: string, options: object = {}) =>
    bench('runner/command.mjs', 'runCommand', { command: process.execPath, args: ['-e', code], cwd: __dirname, ...options });

  // Fails when what outlives a command, or was started by it in a session of its own, is not counted.
  test('is told with the CPU of all that it started, also of what outlives it', async () => {
    const busy = 'const until = process.cpuUsage().user + 400000; while (process.cpuUsage().user < until);';
    const started = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(busy)}], { detached: true, stdio: 'ignore' }).unref()`;
    const { cpu } = (await run(started)) as { cpu: number };
    expect(cpu).toBeGreaterThanOrEqual(400);
  });

  // Fails when a run that failed, hangs, or ran too few tests is taken for one that was measured.
  test('counts only when it succeeded', async () => {
    await expect(run('process.exit(3)')).rejects.toThrow(/^it ended with 3: .*-e process.exit\(3\)/);
    await expect(run('setInterval(() => {}, 1000)', { limitS: 0.5 })).rejects.toThrow('it did not end in 0.5 s');
    await expect(run("console.log('Tests:       2 passed, 2 total')", { passed: 3 })).rejects.toThrow('2 tests passed, not 3');
    await expect(run("console.log('3 passed in 0.10s')", { passed: 3 })).resolves.toMatchObject({ wall: expect.any(Number) });
  });

  // Fails when the lines of Jest or pytest are misread.
  test('is asked how many tests passed', async () => {
    const passed = (output: string) => bench('runner/command.mjs', 'passedTests', output);
    expect(await passed('Tests:       1 failed, 2 passed, 3 total')).toBe(2);
    expect(await passed('\u001b[1mTests:       \u001b[22m\u001b[1m\u001b[32m300 passed\u001b[39m\u001b[22m, 300 total')).toBe(300);
    expect(await passed('300 passed, 2 warnings in 1.52s')).toBe(300);
    expect(await passed('Tests:       1 failed, 1 total')).toBe(0);
  });
});

// Fails when stacks of two processes do not meet in one tree, or a sample is lost.
test('stacks of many Python processes become one profile', async () => {
  const [main, left, right] = [
    ['main', 'a.py', 1],
    ['left', 'a.py', 5],
    ['right', 'b.py', 9],
  ];
  const profile = await bench('profile/merge.mjs', 'profileOf', [
    [[main, left], 2],
    [[main, right], 1],
    [[main, left], 1],
  ]);
  expect(profile).toMatchObject({
    nodes: [
      { id: 1, children: [2] },
      { id: 2, callFrame: { functionName: 'main', url: 'a.py', lineNumber: 0 }, children: [3, 4] },
      { id: 3, callFrame: { functionName: 'left' }, hitCount: 3 },
      { id: 4, callFrame: { functionName: 'right', lineNumber: 8 }, hitCount: 1 },
    ],
    samples: [3, 3, 4, 3],
    endTime: 4000,
  });
});
