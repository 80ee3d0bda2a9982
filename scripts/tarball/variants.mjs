/** Projects as their authors set them up: what each installs besides, how, and what it holds. `isThin`: tried in CI, too. */
const TESTS = {
  'test/rules.test.js': `const { dspex } = require('@dspex/jest-preset');
test('a rule answers', async () => {
  dspex.lm.whenPrompt('hi').reply('yes');
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hi' }] });
  const response = await fetch('https://api.openai.com/v1/chat/completions', { method: 'POST', body });
  expect((await response.json()).choices[0].message.content).toBe('yes');
  expect(dspex.lm).toHaveAnswered(1);
});
`,
  'test/python.test.js': `/** @jest-environment @dspex/jest-preset/integration */
const { dspex } = require('@dspex/jest-preset');
test('Python answers', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'py' });
  expect((await dspex.run('question -> answer', { question: 'q' })).outputs).toStrictEqual({ answer: 'py' });
});
`,
};
const CONFIG = "module.exports = { preset: '@dspex/jest-preset' };\n";
const PLAIN = { 'jest.config.js': CONFIG, ...TESTS };
const MODULE = `import { dspex } from '@dspex/jest-preset';
import { expect, test } from '@jest/globals';
test('a rule answers', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'yes' });
  expect((await dspex.run('question -> answer', { question: 'q' })).outputs).toEqual({ answer: 'yes' });
});
`;
const ROOT_OF_WORKSPACES = "module.exports = { projects: ['<rootDir>/packages/*'] };\n";

export const VARIANTS = [
  { name: 'pnpm', manager: 'pnpm', files: PLAIN, isThin: true },
  { name: "Yarn, Plug'n'Play", manager: 'yarn', linker: 'pnp', files: PLAIN, isThin: true },
  { name: 'Yarn, node_modules', manager: 'yarn', linker: 'node-modules', files: PLAIN },
  { name: 'Jest 29.7', jest: '29.7.0', files: PLAIN },
  { name: 'Node 22', node: '22', files: PLAIN },
  { name: 'Node 24', node: '24', files: PLAIN },
  {
    name: 'workspaces with projects',
    manifest: { workspaces: ['packages/*'] },
    files: {
      'jest.config.js': ROOT_OF_WORKSPACES,
      ...Object.fromEntries(
        ['a', 'b'].flatMap((one) => [
          [`packages/${one}/package.json`, `{ "name": "${one}", "version": "1.0.0" }\n`],
          ...Object.entries(PLAIN).map(([file, text]) => [`packages/${one}/${file}`, text]),
        ]),
      ),
    },
  },
  {
    name: 'TypeScript by @swc/jest',
    also: ['@swc/core', '@swc/jest', 'typescript'],
    files: { 'jest.config.js': CONFIG, 'test/a.test.ts': MODULE },
  },
  {
    name: 'TypeScript by ts-jest',
    also: ['ts-jest', 'typescript@6'],
    files: {
      'jest.config.js': CONFIG,
      'test/a.test.ts': MODULE,
      'tsconfig.json': '{ "compilerOptions": { "module": "node16", "types": ["node"], "skipLibCheck": false } }\n',
    },
  },
  {
    name: 'TypeScript by Babel',
    also: ['babel-jest@30', '@babel/core@7', '@babel/preset-env@7', '@babel/preset-typescript@7'],
    files: {
      'jest.config.js': CONFIG,
      'babel.config.js':
        "module.exports = { presets: [['@babel/preset-env', { targets: { node: 'current' } }], '@babel/preset-typescript'] };\n",
      'test/a.test.ts': MODULE,
    },
  },
  {
    name: 'TypeScript by ts-jest, ES modules',
    manifest: { type: 'module' },
    also: ['ts-jest', 'typescript@6'],
    nodeArgs: ['--experimental-vm-modules'],
    files: {
      // As `dspex-jest init` writes it.
      'jest.config.js': `export default {
  preset: '@dspex/jest-preset',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\\\.[cm]?tsx?$': ['ts-jest', { useESM: true }] },
};
`,
      'test/a.test.ts': `${MODULE}test('is a module', () => expect(import.meta.url).toMatch(/^file:/));\n`,
      'tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "types": ["node"], "isolatedModules": true } }\n',
    },
  },
  {
    name: 'ES modules',
    manifest: { type: 'module' },
    nodeArgs: ['--experimental-vm-modules'],
    files: { 'jest.config.js': CONFIG.replace('module.exports =', 'export default'), 'test/a.test.js': MODULE },
  },
  {
    name: 'jsdom',
    also: ['jest-environment-jsdom@30'],
    files: {
      'jest.config.js': CONFIG.replace(' }', ", testEnvironment: './environment.js' }"),
      'environment.js':
        "const { withDspex } = require('@dspex/jest-preset/with-dspex');\nmodule.exports = withDspex(require('jest-environment-jsdom').default);\n",
      'test/a.test.js': `const { dspex } = require('@dspex/jest-preset');
test('beside a document', async () => {
  dspex.lm.when({ question: /./ }).reply({ answer: 'yes' });
  document.body.textContent = (await dspex.run('question -> answer', { question: 'q' })).outputs.answer;
  expect(document.body.outerHTML).toBe('<body>yes</body>');
});
`,
    },
  },
];
