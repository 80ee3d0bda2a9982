import { runOnce } from './run-jest';

const HEAD = `const { dspex } = require('@dspex/jest-preset');\n`;

// Fails when a limiter that tests share charges one test with another's call, or an error in it is lost.
test('a call made in the async context of another test is answered by the rules that alone match', async () => {
  const run = await runOnce({
    'a.test.js': `${HEAD}
      const ask = async (content) => (await (await fetch('https://api.openai.com/v1/chat/completions', {
        method: 'POST', body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content }] }),
      })).json()).choices[0].message.content;
      // One at a time: the next job starts in the context of the one that ended.
      const waiting = [];
      let busy = false;
      const limited = (job) => new Promise((resolve, reject) => {
        const start = () => { busy = true; job().then(resolve, reject).finally(() => { busy = false; waiting.shift()?.(); }); };
        busy ? waiting.push(start) : start();
      });
      dspex.lm.whenPrompt('shared').reply('of the file');
      for (const name of ['A', 'B', 'C'])
        test.concurrent(name, async () => {
          dspex.lm.whenPrompt('q-' + name).reply(name);
          const asked = [limited(() => ask('q-' + name)), limited(() => ask('q-' + name))];
          expect(await Promise.all(asked)).toEqual([name, name]);
          expect(dspex.lm).toHaveAnswered(2);
          expect(await ask('shared')).toBe('of the file');
        });`,
    'b.test.js': `${HEAD}
      let go;
      const begun = new Promise((resolve) => { go = resolve; });
      // Begun by the file: no test's. Its error is lost.
      const asked = begun.then(() => fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body: '{"model":"m","messages":[]}' })).catch(() => undefined);
      let running = 0;
      for (const name of ['one', 'other'])
        test.concurrent(name, async () => { if (++running === 2) go(); await asked; });`,
  });
  expect(['A', 'B', 'C'].map((name) => run.test(name).failureMessages.join())).toEqual(['', '', '']);
  const told = ['one', 'other'].map((name) => run.test(name).failureMessages.join());
  expect(told.join()).toMatch(/belongs to none of them[\s\S]*AMBIGUOUS_TEST/);
});
