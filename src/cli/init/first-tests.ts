import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Change, Plan } from './change';
import type { Found } from './found';

/** Which of the ways to write modules and types a test is written in. */
export interface Style {
  readonly isTypeScript: boolean;
  /** `import` where true, `require` where false, TypeScript's `import … = require` for CommonJS that is taken at its word. */
  readonly imports: 'import' | 'require' | 'import-require';
  /** jsdom has no fetch. */
  readonly hasFetch: boolean;
}

/** The first tests, green as they are; none where the project has tests of ours already. */
export function planFirstTests(found: Found, style: Style, place: Place): Plan {
  if (place.hasTests) return { changes: [], toDo: [] };
  const files: [string, string][] = [['first', firstTest(style)]];
  if (found.python.dspy !== null) files.push(['first-dspy', dspyTest(style)]);
  const suffix = `${place.word}.${style.isTypeScript ? 'ts' : 'js'}`;
  const changes = files.map(([name, after]): Change => ({ path: `${place.folder}/${name}.${suffix}`, before: null, after }));
  return { changes: changes.filter(({ path }) => !existsSync(join(found.folder, path))), toDo: [] };
}

/** Where tests lie, and how they are named. */
export interface Place {
  readonly folder: string;
  readonly word: 'test' | 'spec';
  readonly hasTests: boolean;
}

const HEAD = {
  import: `import { expect, test } from '@jest/globals';
import { dspex } from '@dspex/jest-preset';
`,
  require: `const { expect, test } = require('@jest/globals');
const { dspex } = require('@dspex/jest-preset');
`,
  'import-require': `import globals = require('@jest/globals');
import preset = require('@dspex/jest-preset');

const { expect, test } = globals;
const { dspex } = preset;
`,
};

function firstTest(style: Style): string {
  // An environment of the user's, which makes a DOM, stays.
  const layer = style.hasFetch ? '@jest-environment @dspex/jest-preset/unit' : '@dspex-layer unit';
  return `/** ${layer} */
${HEAD[style.imports]}
// A rule answers in place of the model: no key, no network, and the same reply in every run.
test('answers politely', async () => {
  dspex.lm.when({ question: /weather/ }).reply({ answer: 'Sunny, thank you for asking.' });

  const { outputs } = await dspex.run('question -> answer', { question: 'How is the weather?' });

  expect(outputs.answer).toContain('thank you');
});
${style.hasFetch ? clientTest(style.isTypeScript) : ''}`;
}

function clientTest(isTypeScript: boolean): string {
  const types = (text: string): string => (isTypeScript ? text : '');
  return `
test('summarises a mail', async () => {
  dspex.lm.whenPrompt(/Summarise: My parcel/).reply('A parcel is late.');

  expect(await summarise('My parcel did not come today.')).toBe('A parcel is late.');
});

/** In its place your own code: rules answer whatever it asks a model with, the SDKs of OpenAI, Anthropic and Google included. */
async function summarise(text${types(': string')})${types(': Promise<string>')} {
  const response = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: \`Summarise: \${text}\` }] }),
  });
  const { choices } = ${types('(')}await response.json()${types(') as { choices: [{ message: { content: string } }] }')};
  return choices[0].message.content;
}
`;
}

function dspyTest({ imports }: Style): string {
  return `/** @jest-environment @dspex/jest-preset/integration */
${HEAD[imports]}
// Real DSPy, in a Python process that ends with the run. For a module of yours: dspex.loadModule('your.module:YourClass').
test('runs DSPy in Python', async () => {
  dspex.lm.when({ question: /weather/ }).reply({ answer: 'Sunny.' });

  const { outputs } = await dspex.run('question -> answer', { question: 'How is the weather?' });

  expect(outputs.answer).toBe('Sunny.');
});
`;
}
