const { execFile, execFileSync, execSync, spawnSync } = require('node:child_process');
const { promisify } = require('node:util');
const { dspex } = require('@dspex/jest-preset');
const { countingHost } = require('./counting-host');

const host = countingHost();
const SAY = require.resolve('./say');
const asked = () => [SAY, host.origin, 'fetch', 'http'];

const WAITED_FOR = {
  execFileSync: () => execFileSync(process.execPath, asked()),
  'execFileSync with variables': () => execFileSync(process.execPath, asked(), { env: {} }),
  spawnSync: () => spawnSync(process.execPath, asked()).stdout,
  execSync: () => execSync([process.execPath, ...asked()].map((word) => `"${word}"`).join(' ')),
};

// Nobody could answer: the worker stands still until the process has ended.
test.each(Object.keys(WAITED_FOR))('%s: refused at once, with what to write', (way) => {
  const refusal = /spawnSync, execFileSync and execSync hold the worker[\s\S]*next: start it by spawn/;
  expect(JSON.parse(String(WAITED_FOR[way]()))).toEqual([expect.stringMatching(refusal), expect.stringMatching(refusal)]);
  expect(host.reached).toBe(0);
});

test('a process that is no Node cannot be seen', async () => {
  const code = 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).status)';
  const { stdout } = await promisify(execFile)(process.env.DSPEX_PYTHON, ['-c', code, host.origin]);
  expect([stdout.trim(), host.reached]).toEqual(['200', 1]);
});

test('its variables lead the SDKs in it to the rules', async () => {
  dspex.lm.whenPrompt('go').reply('rule');
  const code = `import json, os, urllib.request
body = json.dumps({"model": "m", "messages": [{"role": "user", "content": "go"}]}).encode()
request = urllib.request.Request(os.environ["OPENAI_BASE_URL"] + "/chat/completions", body, {"authorization": "Bearer " + os.environ["OPENAI_API_KEY"]})
print(json.load(urllib.request.urlopen(request))["choices"][0]["message"]["content"])`;
  expect((await promisify(execFile)(process.env.DSPEX_PYTHON, ['-c', code])).stdout.trim()).toBe('rule');
});
