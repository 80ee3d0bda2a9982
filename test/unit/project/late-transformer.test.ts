import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransformer } from '../../../src/project/late-transformer';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'late-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A transformer that tells when it is loaded, what it was made with, and what it is called with. */
function transformer(exported: string): string {
  const path = join(folder, 'transformer.js');
  const own = `{
    process: (text, path, options) => ({ code: [text, path, JSON.stringify(options)].join() }),
    getCacheKey: () => 'key',
  }`;
  writeFileSync(path, `const own = ${own};\nglobalThis.lateLoads = (globalThis.lateLoads ?? 0) + 1;\n${exported}\n`);
  return path;
}
const loads = (): unknown => (globalThis as { lateLoads?: number }).lateLoads ?? 0;
afterEach(() => delete (globalThis as { lateLoads?: number }).lateLoads);

// Fails when a run of JavaScript loads TypeScript.
test('it is loaded once, when there is a file for it', () => {
  const late = createTransformer({ of: transformer('module.exports = { createTransformer: () => own };'), isBabel: true });
  expect([loads(), late.canInstrument]).toEqual([0, true]);
  late.getCacheKey?.('a', '/a.ts', {});
  late.process('a', '/a.ts', {});
  expect(loads()).toBe(1);
});

// Fails when it is told what only the one that stands for it has to know.
test.each([
  ['a factory', 'module.exports = { createTransformer: (config) => own };'],
  ['a default export', 'exports.__esModule = true; exports.default = { createTransformer: (config) => own };'],
  ['a transformer by itself', 'module.exports = own;'],
])('%s transforms as if it were named itself', async (_, exported) => {
  const late = createTransformer({ of: transformer(exported), isBabel: false });
  const options = { transformerConfig: { of: 'x' }, instrument: true };
  const code = `a,/a.ts,${JSON.stringify({ ...options, transformerConfig: {} })}`;
  expect(late.process('a', '/a.ts', options)).toEqual({ code });
  expect(await late.processAsync?.('a', '/a.ts', options)).toEqual({ code });
  expect(await late.getCacheKeyAsync?.('a', '/a.ts', options)).toBe('key');
});

const PLAIN = { config: { rootDir: '/none', transform: [[], []] } };

// Fails when a run of JavaScript in which nothing is hoisted waits for Babel; the key has to change with the file.
test('Babel is not loaded for what it would leave as it is', () => {
  const late = createTransformer({ of: transformer('module.exports = own;'), isBabel: true });
  expect(late.process('a();', '/none/a.js', PLAIN)).toEqual({ code: 'a();' });
  const keys = ['a();', 'b();'].map((text) => late.getCacheKey?.(text, '/none/a.js', PLAIN));
  expect(new Set(keys).size).toBe(2);
  expect(loads()).toBe(0);
  expect(late.process('jest.mock("a");', '/none/a.js', PLAIN)).not.toEqual({ code: 'jest.mock("a");' });
});

// Fails when a project whose own `transform` switches Jest's default off has its files transformed all the same.
test('a default is off beside a transform of the project', () => {
  const late = createTransformer({ of: transformer('module.exports = own;'), isBabel: true, isDefault: true });
  expect(late.process('jest.mock("a");', '/none/a.js', PLAIN)).toEqual({ code: 'jest.mock("a");' });
  expect(late.process('jest.mock("a");', '/none/a.js', { ...PLAIN, instrument: true })).not.toEqual({ code: 'jest.mock("a");' });
});
