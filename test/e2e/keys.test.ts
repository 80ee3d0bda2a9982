import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notPassed } from './not-passed';
import { type Run, runOnce } from './run-jest';

const FOLDER = join(__dirname, 'keys');
const files = Object.fromEntries(readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')]));
const CONFIG = `module.exports = {
  preset: '@dspex/jest-preset',
  setupFiles: ['<rootDir>/set-up.js'],
  testEnvironmentOptions: { dspex: { lm: { keys: ['OPENROUTER_API_KEY'] } } },
};`;
const REAL = 'sk-proj-0123456789abcdefghijklmn';
/** What the user's shell has: real keys, one that is nobody's, one that a CI has left empty, and a placeholder of a run around this one. */
const SHELL = {
  ANTHROPIC_API_KEY: REAL,
  OPENROUTER_API_KEY: REAL,
  HF_TOKEN: REAL,
  GEMINI_TEST_API_KEY: REAL,
  DEEPSEEK_API_KEY: 'own',
  COHERE_API_KEY: '',
  OPENAI_API_KEY: 'dspex',
  GEMINI_API_KEY: undefined,
  GOOGLE_API_KEY: undefined,
  GROQ_API_KEY: undefined,
  MISTRAL_API_KEY: undefined,
};

let run: Run;
beforeAll(async () => {
  run = await runOnce({ ...files, 'jest.config.js': CONFIG }, { env: SHELL });
});

// Fails when an SDK refuses to be made without a key, when a placeholder wins over a value of the user's, when one leaves the machine or
// counts as a key, or when a real key is where a test, or what it starts, could use it.
test('no key is needed, and no real one is to be seen', () => {
  expect(notPassed(run)).toEqual([]);
  expect(run.tests.length).toBeGreaterThan(15);
  expect(run.output).not.toContain(REAL);
});
