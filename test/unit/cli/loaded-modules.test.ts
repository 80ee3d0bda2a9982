import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadedModules } from '../../../src/cli/loaded-modules';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loaded-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

// Fails when `dspex-jest types` wants a module that no code loads, or misses one that is loaded.
describe('the modules that sources load', () => {
  test.each([
    ["await dspex.loadModule('a.b:C');", ['a.b:C']],
    ['loadModule<{ q: string }, { a: string }>("a:B", { args: [1] })', ['a:B']],
    ["// For a module of yours: dspex.loadModule('your.module:YourClass').", []],
    ["/* loadModule('a:B')\n * loadModule('c:D') */ loadModule('e:F')", ['e:F']],
    ["const url = 'https://example.com'; loadModule('a:B'); // loadModule('c:D')", ['a:B']],
    ["expect(url).toMatch(/https:\\/\\//); loadModule('a:B')", ['a:B']],
    ["const text = `// it is\n`; loadModule('a:B')", ['a:B']],
  ])('%j', (source, modules) => {
    writeFileSync(join(folder, 'a.test.js'), source);
    expect(loadedModules(folder)).toEqual(modules);
  });
});
