import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { KEY, realConfig } from './provider';
import { makeProject, runJest } from './run-jest';

const SAY = `const OpenAI = require('openai').default;
const openai = new OpenAI({ apiKey: 'unused', maxRetries: 0 });
`;

// Fails when a call is paid for that no test is shown to have made: in both LM modes, whoever ends it.
test.each(['e2e', 'integration'])('tells what calls cost that never came back, in %s', async (layer) => {
  let arrive = (): void => undefined;
  const arrival = new Promise<void>((resolve) => (arrive = resolve));
  const silent = createServer((request, response) => {
    if (request.url === '/v1/chat/completions') request.resume().on('end', () => response.destroy());
    if (request.url === '/v1/embeddings') arrive();
    if (request.url === '/arrived') void arrival.then(() => response.end());
  });
  await new Promise<void>((listening) => silent.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const real = { provider: 'openai', baseUrl: `${url}/v1` };
  const project = makeProject({
    'jest.config.js': realConfig('', { lm: { real } }),
    'a.test.js': `${SAY}
      test('breaks off', () =>
        openai.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'one' }] }).catch(() => undefined));
      test('is aborted', async () => {
        const aborting = new AbortController();
        const asked = openai.embeddings.create({ model: 'text-embedding-3-small', input: 'two' }, { signal: aborting.signal });
        await fetch('${url}/arrived');
        aborting.abort();
        await asked.catch(() => undefined);
      });`,
  });
  try {
    const { report, output } = await runJest(project, { env: { TEST_MODE: layer, ...KEY } });
    const { totals, ledger, files } = report as unknown as {
      totals: { costUsd: number };
      ledger: { spentUsd: number };
      files: { costUsd: number; tests: { details: { calls: { costUsd: number }[] } }[] }[];
    };
    expect(ledger.spentUsd).toBeGreaterThan(0);
    expect([totals.costUsd, files[0]?.costUsd]).toEqual([expect.closeTo(ledger.spentUsd, 9), expect.closeTo(ledger.spentUsd, 9)]);
    expect(files[0]?.tests.map(({ details }) => details.calls.map(({ costUsd }) => costUsd > 0))).toEqual([[true], [true]]);
    expect(output).toMatch(/by a\.test\.js/);
  } finally {
    project.remove();
    silent.closeAllConnections();
    await new Promise((closed) => silent.close(closed));
  }
});
