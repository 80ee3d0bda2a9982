import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

/** What `npm pack` would ship from the build that is there; `npm test` makes it first. */
const packed = Object.values(
  JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ),
)[0] as { size: number; files: { path: string }[] };
const files = packed.files.map(({ path }) => path);

// Fails when a subpath that users type is renamed or dropped.
test('offers the subpaths that the README names', () => {
  expect(Object.keys(manifest.exports)).toEqual(
    expect.arrayContaining(['.', './jest-preset', './environment', './unit', './integration', './e2e', './with-dspex', './factories']),
  );
  expect(Object.keys(manifest.exports)).toEqual(
    expect.arrayContaining(['./global-setup', './global-teardown', './reporter', './package.json']),
  );
});

// Fails when an export points to what is not in the tarball: it would work here and nowhere else.
test('ships what every export points to', () => {
  const targets = Object.values(manifest.exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(target as object),
  );
  expect(targets.map((target) => target.slice(2)).filter((target) => !files.includes(target))).toEqual([]);
});

// Fails when the preset names a file that is not shipped.
test('ships what the preset points to', () => {
  const named = [...readFileSync(join(ROOT, 'jest-preset.js'), 'utf8').matchAll(/resolve\('\.\/([^']+)'\)/g)].map(
    (match) => match[1] as string,
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((name) => !files.includes(name))).toEqual([]);
});

// Fails when a Python module of the bridge stays at home.
test('ships the whole Python side', () => {
  const modules = readdirSync(join(ROOT, 'python/dspex_bridge'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.py'),
  );
  expect(modules.filter((name) => !files.includes(`python/dspex_bridge/${name}`))).toEqual([]);
  expect(files).toContain('python/requirements.txt');
});

// Fails when sources, tests, caches or a tool's notes slip in.
test('ships nothing else', () => {
  const expected =
    /^(dist\/(src|factories)\/.+\.(js|d\.ts)|dist\/page\/report\.(html|schema\.json)|dist\/third-party-notices\.txt|python\/dspex_bridge\/.+\.py|python\/requirements\.txt|jest-preset\.(js|d\.ts)|dspex\.code-snippets|docs\/([a-z]+\/)?[a-z-]+\.md|package\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
  expect(files.filter((file) => !expected.test(file))).toEqual([]);
});

// Fails when the build holds the output of a source that is gone.
test('ships no output of a source that is gone', () => {
  const sources = ['src', 'factories'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  const outputs = files
    .filter((file) => /^dist\/(src|factories)\//.test(file) && !/\/modules\.js$|^dist\/src\/libraries\//.test(file))
    .map((file) => file.slice('dist/'.length).replace(/(\.d\.ts|\.js)$/, '.ts'));
  expect(outputs.filter((output) => !sources.includes(output))).toEqual([]);
});

// Fails when something large gets in, such as a recording or a model.
test('weighs less than a megabyte', () => {
  expect(packed.size).toBeLessThan(1024 * 1024);
});

// Fails when the lock file ties everyone to one machine's registry.
test('locks versions, not the places they came from', () => {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  expect(Object.keys(packages).filter((path) => packages[path].resolved !== undefined)).toEqual([]);
});

// Fails when an ES module that imports one of them gets an object around it.
test.each(['environment', 'unit', 'integration', 'e2e', 'global-setup', 'global-teardown', 'reporter'])(
  'the default import of %s is what it is named for',
  (name) => {
    const target = manifest.exports[`./${name}`].default as string;
    const script = `const { default: it } = await import(${JSON.stringify(join(ROOT, target))}); process.stdout.write(typeof it);`;
    expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe('function');
  },
);

// Fails when CommonJS has to know which of the two ways it is.
test.each(['environment', 'unit', 'integration', 'e2e', 'global-setup', 'global-teardown', 'reporter'])(
  '%s is there by `default`, too',
  (name) => {
    const exported = require(join(ROOT, manifest.exports[`./${name}`].default as string));
    expect(exported.default).toBe(exported);
  },
);

// Fails when what not everyone has is loaded by those who never use it: an import at the top of a file, or a plain require.
test('asks for optional peers only where they are used', () => {
  const optional = Object.keys(manifest.peerDependenciesMeta).filter((name) => !['secretlint', 'ioredis'].includes(name));
  const shipped = files.filter((file) => file.endsWith('.js')).map((file) => [file, readFileSync(join(ROOT, file), 'utf8')] as const);
  const loads = (code: string, name: string): boolean => code.includes(`require("${name}")`) || code.includes(`require('${name}')`);
  expect(shipped.filter(([, code]) => optional.some((name) => loads(code, name))).map(([file]) => file)).toEqual([]);
});

// Fails when Yarn's Plug'n'Play leaves the package in its archive: Python, and programs that Node starts, are read from there by nobody.
test('asks to be unpacked', () => expect(manifest.preferUnplugged).toBe(true));
