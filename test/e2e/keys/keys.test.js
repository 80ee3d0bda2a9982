const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { Worker } = require('node:worker_threads');
const { dspex } = require('@dspex/jest-preset');
// As most code does: while it is imported.
const clients = require('./clients');

const { env } = process;
const REAL = 'sk-proj-0123456789abcdefghijklmn';

test.each(Object.keys(clients))('%s is made without a key, and answered', async (name) => {
  dspex.lm.whenPrompt('go').reply('ok');
  expect(await clients[name]()).toBe('ok');
});

test('nothing is printed of two variables for one provider', async () => {
  const warn = jest.spyOn(console, 'warn');
  dspex.lm.whenPrompt('go').reply('ok');
  await clients['@google/genai']();
  expect(warn).not.toHaveBeenCalled();
});

describe('a value of the user’s wins', () => {
  test('set in a set-up file', () => expect(env.GROQ_API_KEY).toBe('from a set-up file'));
  test('read from a file by dotenv', () => expect(env.MISTRAL_API_KEY).toBe('from a file'));
  test('set where Jest was started, where it is nobody’s key', () => expect(env.DEEPSEEK_API_KEY).toBe('own'));
  test('set in a test', () => {
    env.XAI_API_KEY = 'mine';
    expect([env.XAI_API_KEY, { ...env }.XAI_API_KEY]).toEqual(['mine', 'mine']);
  });
  test('one of two variables for one provider: no placeholder stands in the other', () => {
    env.GEMINI_API_KEY = 'mine';
    expect([env.GOOGLE_API_KEY, 'GOOGLE_API_KEY' in env]).toEqual([undefined, false]);
    delete env.GEMINI_API_KEY;
  });
  test('deleted: nothing is there any more', () => {
    delete env.OPENAI_API_KEY;
    expect([env.OPENAI_API_KEY, 'OPENAI_API_KEY' in env, Object.keys(env).includes('OPENAI_API_KEY')]).toEqual([undefined, false, false]);
    expect(() => new (require('openai').OpenAI)()).toThrow(/OPENAI_API_KEY/);
    env.OPENAI_API_KEY = 'dspex';
  });
});

describe('a test of what happens without a key', () => {
  const { OpenAI } = require('openai');
  const refuses = () => {
    expect(() => new OpenAI()).toThrow(/OPENAI_API_KEY/);
    expect(process.env.OPENAI_API_KEY ?? '').toBe('');
  };
  const saved = process.env;
  afterEach(() => {
    process.env = saved;
    jest.restoreAllMocks();
    process.env.OPENAI_API_KEY = 'dspex';
  });

  test('deletes it', () => {
    delete process.env.OPENAI_API_KEY;
    refuses();
  });
  test.each(['', undefined])('sets it to %p', (nothing) => {
    process.env.OPENAI_API_KEY = nothing;
    refuses();
  });
  test('deletes it in a copy that takes the place of all', () => {
    process.env = { ...saved };
    delete process.env.OPENAI_API_KEY;
    refuses();
  });
  test('leaves it out of what takes the place of all', () => {
    const { OPENAI_API_KEY, ...rest } = process.env;
    process.env = rest;
    expect(OPENAI_API_KEY).toBe('dspex');
    refuses();
    process.env = {};
    refuses();
  });
  test.each(['', undefined])('replaces it by %p, and gets it back', (nothing) => {
    for (const name of ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY']) {
      const replaced = jest.replaceProperty(process.env, name, nothing);
      expect(process.env[name]).toBe(nothing);
      expect(name in process.env).toBe(nothing === '');
      if (name === 'OPENAI_API_KEY') refuses();
      replaced.restore();
      expect(process.env[name]).toBe('dspex');
    }
  });
  test('replaces all', () => {
    jest.replaceProperty(process, 'env', { PATH: saved.PATH });
    refuses();
  });
});

test('a copy has the placeholders, as code makes them to put things back', () => {
  expect({ ...env }).toMatchObject({ ANTHROPIC_API_KEY: 'dspex', COHERE_API_KEY: 'dspex' });
  expect(Object.keys(env)).toEqual(expect.arrayContaining(['ANTHROPIC_API_KEY', 'PATH']));
  expect(Object.hasOwn(env, 'ANTHROPIC_API_KEY')).toBe(false);
});

const NAMES = ['ANTHROPIC_API_KEY', 'OPENROUTER_API_KEY', 'HF_TOKEN', 'GEMINI_TEST_API_KEY'];
const SEEN = `JSON.stringify(${JSON.stringify(NAMES)}.map((name) => process.env[name] ?? null))`;
const places = {
  'the test': async () => JSON.stringify(NAMES.map((name) => env[name] ?? null)),
  'a process': async () => (await promisify(execFile)(process.execPath, ['-p', SEEN])).stdout,
  'a process below a shell': async () => (await promisify(execFile)('sh', ['-c', `"${process.execPath}" -p '${SEEN}'`])).stdout,
  'a process with the variables of the test': async () =>
    (await promisify(execFile)(process.execPath, ['-p', SEEN], { env: process.env })).stdout,
  'a thread': () =>
    new Promise((resolve, reject) => {
      new Worker(`require('node:worker_threads').parentPort.postMessage(${SEEN})`, { eval: true })
        .on('error', reject)
        .on('message', resolve);
    }),
};
test.each(Object.keys(places))('no real key is seen by %s, but what was opened by name', async (place) => {
  expect(JSON.parse(await places[place]())).toEqual(['dspex', REAL, null, null]);
});

test('a placeholder does not leave the machine', async () => {
  dspex.lm.expectMiss(2);
  const { OpenAI } = require('openai');
  const asked = { model: 'm', messages: [{ role: 'user', content: 'go' }] };
  const client = new OpenAI({ baseURL: 'https://llm.corp.example/v1', maxRetries: 0 });
  await expect(client.chat.completions.create(asked)).rejects.toThrow(/lm: { hosts: \['llm.corp.example'\] }[\s\S]*LM_UNREACHABLE/);
  const headers = { Authorization: `Bearer ${env.ANTHROPIC_API_KEY}` };
  await expect(require('axios').get('https://llm.corp.example/v1', { headers })).rejects.toThrow(/400/);
});
