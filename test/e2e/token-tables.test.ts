import { inProject } from './projects';
import { runJest } from './run-jest';

const TABLE = { pat_str: '\\S+', special_tokens: { '<|endoftext|>': 2 }, bpe_ranks: '! 0 aGk= aG8=' };
const MANIFEST = JSON.stringify({ name: 'js-tiktoken', version: '1.0.0', exports: { './ranks/*': './ranks/*.js' } });
const jsTiktokenIn = (folder: string): Record<string, string> => ({
  [`${folder}/js-tiktoken/package.json`]: MANIFEST,
  [`${folder}/js-tiktoken/ranks/o200k_base.js`]: `module.exports = ${JSON.stringify(TABLE)};`,
});

const TEST = `const https = require('node:https');
const url = 'https://tiktoken.pages.dev/js/o200k_base.json';
test('by fetch', async () => {
  const response = await fetch(url);
  expect(response.ok).toBe(true);
  expect(await response.json()).toEqual(${JSON.stringify(TABLE)});
});
test('by https', async () => {
  const text = await new Promise((told, failed) => {
    https.get(url, async (response) => told((await response.toArray()).join(''))).on('error', failed);
  });
  expect(JSON.parse(text)).toEqual(${JSON.stringify(TABLE)});
});
`;

// Fails when the table is asked of the network: LangChain asks again for a minute after a call with \x.
test.each([
  ['a project finds it', jsTiktokenIn('node_modules')],
  [
    'LangChain alone finds it',
    {
      'node_modules/@langchain/core/package.json': '{ "name": "@langchain/core", "version": "1.0.0" }',
      ...jsTiktokenIn('node_modules/@langchain/core/node_modules'),
    },
  ],
])("LangChain's table of an encoding comes out of js-tiktoken, where %s", async (_, installed) => {
  await inProject({ 'a.test.js': TEST, ...installed }, async (project) => {
    const run = await runJest(project, { args: ['--testTimeout', '20000'] });
    expect(['by fetch', 'by https'].map((name) => run.test(name).failureMessages)).toEqual([[], []]);
  });
});
