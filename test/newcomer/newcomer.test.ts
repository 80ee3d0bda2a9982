import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LLMock } from '@copilotkit/aimock';
import { type Block, blocksOf } from '../e2e/document-blocks';
import { startProvider, usage } from '../e2e/provider';
import { terminalIn } from '../e2e/terminal';

const README = readFileSync(join(__dirname, '../../README.md'), 'utf8');
const STEPS = ['type', 'add', 'red', 'says', 'recorded'];
const FIRST = 'test/first.test.js';

const home = mkdtempSync(join(tmpdir(), 'dx-new-'));
const folder = join(home, 'project');
const inFolder = (path: string): string => join(folder, path);
const opened = join(home, 'opened');
const type = terminalIn(folder, {
  DSPEX_STATE_DIR: join(home, 'state'),
  // What opens a page on this machine, where nobody looks at one.
  BROWSER: join(home, 'browser'),
  // What was downloaded once is not asked for again.
  npm_config_prefer_offline: 'true',
  npm_config_audit: 'false',
});

let provider: LLMock;
let asked = 0;
let said = '';

beforeAll(async () => {
  mkdirSync(folder);
  writeFileSync(join(home, 'browser'), `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`, { mode: 0o755 });
  provider = await startProvider();
  provider.onMessage(/capital of Norway/, () => {
    asked += 1;
    return { content: 'Oslo is the capital of Norway.', usage: usage(8, 7) };
  });
});
afterAll(async () => {
  await provider.stop();
  rmSync(home, { recursive: true, force: true });
});

/** Only what a reader puts in for himself is not typed as it stands: where the package comes from, and his key. */
const asTyped = (line: string): string =>
  line.replace('@dspex/jest-preset', process.env.DSPEX_TARBALL as string).replace('=…', '=a-key-of-nobody-0123456789');

async function typeGreen(line: string): Promise<void> {
  const { exitCode, output } = await type(line);
  expect(exitCode === 0 ? '' : output).toBe('');
  said = output;
}

const withoutIndent = (text: string): string => text.replace(/^[ \t]+/gm, '').trim();

const steps: Record<string, (block: Block) => void> = {
  type: ({ code }) => test.each(linesOf(code))('%s', (line) => typeGreen(asTyped(line))),
  add: ({ code }) =>
    test(`adds a test, which passes: ${nameIn(code)}`, async () => {
      appendFileSync(inFolder(FIRST), `\n${code}`);
      await typeGreen('npm test');
      expect(said).toContain(nameIn(code));
    }),
  red: ({ code }) =>
    test(`adds a test, which fails: ${nameIn(code)}`, async () => {
      appendFileSync(inFolder(FIRST), `\n${code}`);
      const { exitCode, output } = await type('npm test');
      expect(exitCode).toBe(1);
      said = output;
    }),
  says: ({ code }) => {
    test('reads what the page shows', () => expect(withoutIndent(said)).toContain(withoutIndent(code)));
    test('pastes the rule that it proposes, and is green', async () => {
      const proposed = /next: (dspex\.lm\..*)$/m.exec(said)?.[1]?.replace("''", "'Bonsoir Zoé'") as string;
      const text = readFileSync(inFolder(FIRST), 'utf8');
      writeFileSync(inFolder(FIRST), text.replace(/dspex\.lm\.when\(\{ name: .*$/m, proposed));
      await typeGreen('npm test');
    });
  },
  recorded: ({ argument, code }) =>
    test(`writes ${argument}`, () => {
      mkdirSync(dirname(inFolder(argument as string)), { recursive: true });
      writeFileSync(inFolder(argument as string), code);
      // In place of Gemini.
      const real = `testEnvironmentOptions: { dspex: { lm: { real: { baseUrl: '${provider.url}' } } } }`;
      const config = readFileSync(inFolder('jest.config.js'), 'utf8');
      writeFileSync(inFolder('jest.config.js'), config.replace("preset: '@dspex/jest-preset',", `$& ${real},`));
    }),
};

// Fails when a step of README.md does not do what the page says, for somebody who has an empty folder and the page.
describe('a newcomer in an empty folder', () => {
  test('npm init -y', () => typeGreen('npm init -y'));
  for (const block of blocksOf(README).filter(({ mark }) => STEPS.includes(mark))) (steps[block.mark] as (block: Block) => void)(block);

  test('has asked the model once, and has the page open', () => {
    expect(asked).toBe(1);
    expect(existsSync(new URL(readFileSync(opened, 'utf8')))).toBe(true);
  });
});

function linesOf(code: string): string[] {
  return code
    .trim()
    .split('\n')
    .map((line) => line.replace(/ {2,}#.*$/, ''));
}

function nameIn(code: string): string {
  return /test\('(.*?)'/.exec(code)?.[1] as string;
}
