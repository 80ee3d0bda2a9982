import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { transformOf } from '../../../src/project/transform-of';
import { createTransformer } from '../../../src/project/typescript-transformer';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'transform-'));
  writeFileSync(join(folder, 'package.json'), '{}');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function install(...packages: readonly string[]): void {
  for (const [name, version] of packages.map((each) => /^(.+)@(.+)$/.exec(each)?.slice(1) as [string, string])) {
    const own = join(folder, 'node_modules', name);
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, 'package.json'), JSON.stringify({ name, version, main: 'index.js' }));
    writeFileSync(join(own, 'index.js'), '');
  }
}

/** Babel as Jest brings it, where only Jest's own code finds it. */
function linkBabelBelowJest(): void {
  install('jest@30.0.0', '@jest/core@30.0.0', 'jest-config@30.0.0');
  const place = join(folder, 'node_modules/jest-config/node_modules/babel-jest');
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(dirname(require.resolve('babel-jest/package.json')), place);
}

/** By name or path; of what is loaded late, what it stands for. */
const transforms = (): unknown[] => Object.values(transformOf(folder) ?? {}).map((to) => (Array.isArray(to) ? (to[1].of ?? to[0]) : to));

// Fails when a preset sets a transform that is not there, or one that cannot do it.
describe('the preset takes for TypeScript', () => {
  test('nothing in a project in JavaScript', () => {
    expect(transformOf(folder)).toBeUndefined();
  });

  test('nothing in a project in JavaScript but what Jest does itself, where that is found', () => {
    install('babel-jest@30.0.0');
    expect(transformOf(folder)).toEqual({
      '\\.[jt]sx?$': [expect.any(String), expect.objectContaining({ isBabel: true, isDefault: true })],
    });
  });

  test('ts-jest, and Babel for JavaScript', () => {
    install('ts-jest@29.4.0', 'typescript@6.0.3', 'babel-jest@30.0.0', '@swc/jest@0.2.39', '@swc/core@1.0.0');
    expect(transforms()).toEqual([expect.stringContaining('ts-jest'), expect.stringContaining('babel-jest')]);
  });

  test('ts-jest, and the Babel that only Jest finds', () => {
    linkBabelBelowJest();
    install('ts-jest@29.4.0', 'typescript@5.9.0');
    expect(transforms()).toEqual([expect.stringContaining('ts-jest'), expect.stringContaining('babel-jest')]);
  });

  test('@swc/jest, also beside a ts-jest that cannot read this TypeScript', () => {
    install('@swc/jest@0.2.39', '@swc/core@1.0.0', 'ts-jest@29.4.0', 'typescript@7.0.1');
    expect(transforms()).toEqual(['@swc/jest']);
  });

  test('otherwise what finds out whether Babel or Node can', () => {
    install('typescript@6.0.3');
    expect(transforms()).toEqual([expect.stringContaining('typescript-transformer')]);
  });
});

describe('where neither ts-jest nor @swc/jest is installed', () => {
  const TYPED = 'export const a: string = "a";\n';
  const asked = {
    supportsStaticESM: false,
    supportsDynamicImport: false,
    supportsExportNamespaceFrom: false,
    supportsTopLevelAwait: false,
  };
  const transform = (text: string, options: object = asked, create = createTransformer): string => {
    const transformer = create();
    const config = { rootDir: folder, cwd: folder, cacheDirectory: folder, moduleFileExtensions: ['ts', 'js'], testMatch: [] };
    const result = transformer.process(text, join(folder, 'a.test.ts'), {
      config,
      configString: '',
      transformerConfig: {},
      ...options,
    } as never);
    return typeof result === 'string' ? result : result.code;
  };
  beforeEach(linkBabelBelowJest);

  test('a Babel that knows types does it', () => {
    writeFileSync(
      join(folder, 'babel.config.js'),
      `module.exports = { plugins: [${JSON.stringify(require.resolve('@babel/plugin-syntax-typescript'))}] };`,
    );
    expect(transform('const a: string = "a";')).toContain('const a: string = "a"');
  });

  test('TypeScript without types runs as it is, and jest.mock is hoisted', () => {
    const code = transform("const a = require('./a');\njest.mock('./a');\n");
    expect(code).toMatch(/mock\([\s\S]*require\(['"]\.\/a/);
  });

  // Fails when what one way of taking types out has made is used for another: Jest keeps it between runs, also after an update of Node.
  test('what is kept of a file is another for each way and each Node', () => {
    const options = { config: { rootDir: folder, cwd: folder, cacheDirectory: folder }, configString: '', transformerConfig: {}, ...asked };
    const key = (): unknown => createTransformer().getCacheKey?.('a', join(folder, 'a.test.ts'), options as never);
    const before = key();
    expect(before).toMatch(new RegExp(`-(node|nobody)-${process.version}$`));
    writeFileSync(
      join(folder, 'babel.config.js'),
      `module.exports = { plugins: [${JSON.stringify(require.resolve('@babel/plugin-syntax-typescript'))}] };`,
    );
    expect(key()).toMatch(new RegExp(`-babel-${process.version}$`));
  });

  test('no Babel at all is an error that says what to install', () => {
    rmSync(join(folder, 'node_modules'), { recursive: true });
    expect(catching(() => transform(TYPED))).toMatchObject({ code: 'TYPESCRIPT_NOT_COMPILED' });
  });

  // Fails when TypeScript needs a compiler on a Node that has one, or Node's word that this is new stands in each run's output.
  test('a Node that takes types out itself does it, and says nothing of it', () => {
    const warned: unknown[] = [];
    const before = jest.spyOn(process, 'emitWarning').mockImplementation((text) => void warned.push(text));
    const stripTypeScriptTypes = (text: string): string => {
      process.emitWarning('stripTypeScriptTypes is an experimental feature');
      return text.replaceAll(': string', '');
    };
    jest.isolateModules(() => {
      jest.doMock('node:module', () => ({ ...jest.requireActual<object>('node:module'), stripTypeScriptTypes }));
      const { createTransformer: create } =
        require('../../../src/project/typescript-transformer') as typeof import('../../../src/project/typescript-transformer');
      expect(transform('const a: string = "a";\n', asked, create)).toContain('const a = "a"');
    });
    jest.dontMock('node:module');
    process.emitWarning('another');
    expect(warned).toEqual(['another']);
    before.mockRestore();
  });

  // Fails when its reader hears only of a syntax error.
  test.each([
    ['nothing else', [], /found none of it/, /^npm i -D @swc\/core @swc\/jest/],
    [
      'a TypeScript that ts-jest cannot read',
      ['ts-jest@29.4.15', 'typescript@7.0.1'],
      /found ts-jest 29\.4\.15, typescript 7\.0\.1/,
      /@swc\/jest/,
    ],
    ['esbuild-jest', ['esbuild-jest@0.5.0'], /found esbuild-jest 0\.5\.0/, /transform: .*'esbuild-jest'/],
    ["Babel's preset without a config", ['@babel/preset-typescript@7.0.0'], /found @babel\/preset-typescript/, /babel\.config\.js/],
  ])('what nobody compiles is an error that says what was found: %s', (_, packages, why, next) => {
    install(...packages);
    for (const text of ["import { a } from './a';\na();\n", `enum A { b }\n${TYPED}`]) {
      const error = catching(() => transform(text));
      expect(error).toMatchObject({
        code: 'TYPESCRIPT_NOT_COMPILED',
        parts: { why: expect.stringMatching(why), next: expect.stringMatching(next) },
      });
    }
  });
});

function catching(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
