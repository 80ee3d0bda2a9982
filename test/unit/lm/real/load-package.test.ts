import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPackage } from '../../../../src/lm/real/load-package';

let project: string;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'dspex-project-'));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

// Fails when a project that has another version of a client is asked for by the one beside this package.
test("a provider's client is the one that the project has", () => {
  mkdirSync(join(project, 'node_modules/openai'), { recursive: true });
  writeFileSync(join(project, 'node_modules/openai/index.js'), "exports.OpenAI = 'of the project';");
  expect(loadPackage<{ OpenAI: string }>('openai', project).OpenAI).toBe('of the project');
});

// Fails when a package manager that gives this package its peers, and not the folder of the tests, is not heard.
test('a peer of this package is found where the project itself has none', () => {
  expect(loadPackage<typeof import('openai')>('openai', project).OpenAI).toBe(require('openai').OpenAI);
});

// Fails when who asks a real model without its client reads an error of Node's.
test('a client that nobody installed is one line to type', () => {
  expect(() => loadPackage('absent-client', project)).toThrow(
    expect.objectContaining({ code: 'LM_PROVIDER_PACKAGE', message: expect.stringContaining('npm i -D absent-client') }),
  );
});
