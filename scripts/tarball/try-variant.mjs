import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { attempt } from '../step.mjs';

const YARN = ['npx', '--yes', '-p', '@yarnpkg/cli-dist@4.18.1', 'yarn'];
const PNPM = ['npx', '--yes', 'pnpm@10.34.9'];
const QUIET = ['--no-audit', '--no-fund'];

/** Installs the tarball into a new project of this kind, and runs its tests. Gives whether all of it went well. */
export async function tryVariant(variant, tarball, env) {
  const folder = mkdtempSync(join(tmpdir(), 'dspex-variant-'));
  const run = (title, [command, ...args]) =>
    attempt(`${variant.name}: ${title}`, command, args, { cwd: folder, env: { ...process.env, ...env } });
  try {
    write(folder, variant, tarball);
    const installed = await run('installing', installOf(variant));
    return installed.code === 0 && (await run('its tests', jestOf(variant))).code === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function write(folder, { files, manifest = {}, also = [], jest = '30.5.2', node, linker }, tarball) {
  const besides = Object.fromEntries([...also, ...(node === undefined ? [] : [nodePackage(node)])].map(nameAndVersion));
  const devDependencies = { '@dspex/jest-preset': `file:${tarball}`, jest, 'jest-environment-node': jest, ...besides };
  const all = {
    'package.json': JSON.stringify({ name: 'project', version: '1.0.0', private: true, ...manifest, devDependencies }),
    ...files,
  };
  // An empty lock file says where the project begins; a registry over plain HTTP is somebody's own.
  if (linker !== undefined)
    Object.assign(all, {
      'yarn.lock': '',
      '.yarnrc.yml': `nodeLinker: ${linker}\nenableTelemetry: false\nenableImmutableInstalls: false\nunsafeHttpWhitelist: ['*']\n`,
    });
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function nameAndVersion(wanted) {
  const at = wanted.indexOf('@', 1);
  return at === -1 ? [wanted, '*'] : [wanted.slice(0, at), wanted.slice(at + 1)];
}

function installOf({ manager }) {
  if (manager === 'pnpm') return [...PNPM, 'install', '--no-frozen-lockfile'];
  return manager === 'yarn' ? [...YARN, 'install'] : ['npm', 'install', ...QUIET];
}

function jestOf({ manager, node, nodeArgs = [] }) {
  if (manager === 'pnpm') return [...PNPM, 'exec', 'jest'];
  if (manager === 'yarn') return [...YARN, 'jest'];
  const program = node === undefined ? process.execPath : `node_modules/${nodePackage(node).split('@')[0]}/bin/node`;
  return [program, ...nodeArgs, 'node_modules/jest/bin/jest.js'];
}

function nodePackage(version) {
  return `node-${process.platform}-${process.arch}@${version}`;
}
