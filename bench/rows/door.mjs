import { join } from 'node:path';
import { folderOf, jest, PLAIN, project } from '../runner/projects.mjs';

const CALLS = 500;
const WARM_UP = 50;
const BODY = "{ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Where is order ' + n + '?' }] }";
const ANSWER = `{ id: 'c', object: 'chat.completion', created: 1, model: 'gpt-4o-mini', usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: 'On its way.' } }] }`;

/** The same calls by fetch, one after the other; what is told is the time of one, after some that are not counted. */
const testFile = (head, setUp) => `${head}
const { writeFileSync } = require('fs');
const ask = async (n) => {
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer none' }, body: JSON.stringify(${BODY}) });
  expect((await response.json()).choices[0].message.content).toBe('On its way.');
};
test('asks', async () => {
  ${setUp}
  for (let n = 0; n < ${WARM_UP}; n++) await ask(n);
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  for (let n = 0; n < ${CALLS}; n++) await ask(n);
  const used = process.cpuUsage(cpu);
  writeFileSync(__dirname + '/measured.json', JSON.stringify({ wall: (performance.now() - from) / ${CALLS}, cpu: (used.user + used.system) / 1000 / ${CALLS} }));
});
`;
const OURS = [
  "/** @jest-environment @dspex/jest-preset/unit */\nconst { dspex } = require('@dspex/jest-preset');",
  "dspex.lm.whenPrompt(/order/).reply('On its way.');",
];
const NOCK = [
  "const nock = require('nock');",
  `nock('https://api.openai.com').persist().post('/v1/chat/completions').reply(200, ${ANSWER});`,
];
const MSW = [
  `const { http, HttpResponse } = require('msw');
const { setupServer } = require('msw/node');
const server = setupServer(http.post('https://api.openai.com/v1/chat/completions', () => HttpResponse.json(${ANSWER})));
afterAll(() => server.close());`,
  'server.listen();',
];
/** Parts of msw come as ES modules alone: what Jest's own documentation says to that. */
const WITH_MSW = `module.exports = { testEnvironment: 'node', transformIgnorePatterns: ['/node_modules/(?!(msw|rettime|until-async|@mswjs|@open-draft)/)'],
  transform: { '\\\\.m?js$': ['babel-jest', { presets: [['@babel/preset-env', { targets: { node: 'current' } }]] }] } };
`;

const DOOR = {
  name: "an LM call through Node's door",
  contenders: {
    ours: { shown: 'an LM call by fetch, answered by a rule', own: true },
    nock: { shown: 'nock in plain Jest' },
    msw: { shown: 'msw in plain Jest' },
  },
  beside: [
    { ours: 'ours', base: ['nock'], beside: 'nock in plain Jest', goal: '0.42 ×', beyond: '0.3 ×' },
    { ours: 'ours', base: ['msw'], beside: 'msw in plain Jest', goal: '0.54 ×', beyond: '0.3 ×' },
  ],
  prepare(site) {
    const folder = folderOf(site, 'door');
    const contender = (name, parts, config) => {
      const cwd = project(join(folder, name), { 't.test.js': testFile(...parts) }, config);
      return { many: jest(site, cwd, { passed: 1, reads: 'measured.json' }) };
    };
    return { ours: contender('ours', OURS), nock: contender('nock', NOCK, PLAIN), msw: contender('msw', MSW, WITH_MSW) };
  },
};

export const DOOR_ROWS = [DOOR];
