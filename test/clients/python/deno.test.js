/** @jest-environment @dspex/jest-preset/integration */
const { readdirSync, readFileSync } = require('node:fs');
const { dspex, isolatedTest } = require('@dspex/jest-preset');

const limits = { timeoutMs: 120_000 };
/** Those of this run alone: its cache is in their command line. */
const denosLeft = () => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(process.env.DENO_DIR));
const commandOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
};

describe.each(['namespace', 'session', 'full'])('code of a model runs in Deno, at level %s', (level) => {
  isolatedTest('program_of_thought', { ...limits, level }, async ({ lm }) => {
    lm.when({ q: 'x' }, { outputs: ['generated_code'] }).reply({ reasoning: 'r', generated_code: 'SUBMIT({"n": 6 * 7})' });
    lm.when({}, { outputs: ['a'] }).reply(({ inputs }) => ({ reasoning: 'r', a: inputs.code_output }));
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'program_of_thought' });
    expect((await program.execute({ q: 'x' })).outputs.a).toContain('42');
  });

  isolatedTest('code_act, with a tool of Python', { ...limits, level }, async ({ lm }) => {
    lm.when({ q: 'x' }, { outputs: ['generated_code'] }).reply({ generated_code: 'print(search("tea"))', finished: true });
    lm.when({}, { outputs: ['a'] }).reply(({ inputs }) => ({ reasoning: 'r', a: JSON.stringify(inputs.trajectory) }));
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'code_act', tools: ['tools:search'] });
    expect((await program.execute({ q: 'x' })).outputs.a).toContain('found tea');
  });

  isolatedTest('rlm, which asks a model itself', { ...limits, level }, async ({ lm }) => {
    lm.when({}, { outputs: ['code'] }).reply({ reasoning: 'r', code: 'print(llm_query("which?"))\nSUBMIT(a=q * 2)' });
    lm.whenPrompt('which?').reply('this');
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'rlm' });
    expect((await program.execute({ q: 'x' })).outputs.a).toBe('xx');
    expect(lm.calls.map(({ prompt }) => prompt)).toContain('which?');
  });

  isolatedTest('flex, whose code asks by the signature', { ...limits, level }, async ({ lm }) => {
    lm.when({ q: 'x' }).reply({ a: 'y' });
    const program = await dspex.loadModule('tools:Flexible');
    expect((await program.execute({ q: 'x' })).outputs).toEqual({ a: 'y' });
  });

  isolatedTest('code that fails is told to the model', { ...limits, level }, async ({ lm }) => {
    lm.when({ q: 'x' }, { outputs: ['generated_code'] })
      .replyOnce({ reasoning: 'r', generated_code: 'SUBMIT(1 / 0)' })
      .replyOnce({ reasoning: 'r', generated_code: 'SUBMIT(7)' });
    lm.when({}, { outputs: ['a'] }).reply(({ inputs }) => ({ reasoning: 'r', a: inputs.code_output }));
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'program_of_thought' });
    expect((await program.execute({ q: 'x' })).outputs.a).toContain('7');
  });

  isolatedTest('a program that is given up ends it', { ...limits, level }, async ({ lm }) => {
    lm.when({ q: 'x' }, { outputs: ['generated_code'] }).reply({ reasoning: 'r', generated_code: 'print("begun")\nwhile True: pass' });
    const program = await dspex.createProgram({ signature: 'q -> a', module: 'program_of_thought' });
    const executing = program.execute({ q: 'x' }, { timeoutMs: 8000 });
    executing.catch(() => undefined);
    while (denosLeft().length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    await expect(executing).rejects.toMatchObject({ code: 'EXECUTE_TIMEOUT' });
    // Whoever gave up hears of it at once; the kernel takes some milliseconds more to end what it was told to.
    while (denosLeft().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  });
});
