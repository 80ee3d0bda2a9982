import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, step } from './step.mjs';

export const ROOT = resolve(fileURLToPath(import.meta.url), '../..');
const VENV = join(ROOT, '.venv');
/** The interpreter of the project's own virtual environment. */
export const PYTHON = join(VENV, 'bin', 'python');
const OLDEST = [3, 10];
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];

/** Node modules, a private Python with DSPy, and the build: each only where something changed. */
export async function setup({ forCheck = false } = {}) {
  requireNode();
  await installModules();
  await installPython(forCheck);
  await build();
}

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  fail(`Node ${process.versions.node} is too old.`, 'the package needs Node 20.19 or newer', 'nvm install 20');
}

async function installModules() {
  const stamp = join(ROOT, 'node_modules', '.dspex-stamp');
  const hash = hashOf('package.json', 'package-lock.json');
  if (isStamped(stamp, hash)) return;
  await step('Installing node modules', 'npm', ['ci', '--no-audit', '--no-fund'], { cwd: ROOT });
  writeFileSync(stamp, hash);
}

async function installPython(forCheck) {
  const files = ['python/requirements.txt', ...(forCheck ? ['python/requirements-dev.txt'] : [])];
  for (const file of files) {
    const stamp = join(VENV, `.dspex-${file.replaceAll('/', '-')}`);
    const hash = hashOf(file);
    if (isStamped(stamp, hash) && existsSync(PYTHON)) continue;
    if (!existsSync(PYTHON)) await makeVenv();
    await step(`Installing ${file}`, PYTHON, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', file], { cwd: ROOT });
    writeFileSync(stamp, hash);
  }
}

async function makeVenv() {
  const found = findBasePython();
  rmSync(VENV, { recursive: true, force: true });
  await step(`Making .venv with Python ${found.version}`, found.executable, ['-m', 'venv', VENV], { cwd: ROOT });
}

function findBasePython() {
  const tried = [];
  for (const name of process.env.DSPEX_PYTHON ? [process.env.DSPEX_PYTHON] : NAMES) {
    const probe = spawnSync(name, ['-c', 'import sys, venv, ensurepip; print(sys.executable); print("%d.%d" % sys.version_info[:2])'], { encoding: 'utf8' });
    const [executable, version] = probe.status === 0 ? probe.stdout.trim().split('\n') : [];
    if (version !== undefined && isNewEnough(version)) return { executable, version };
    if (probe.error === undefined) tried.push(`${name} (${version ?? (probe.stderr.trim().split('\n').pop() || `exit code ${probe.status}`)})`);
  }
  return fail(
    `No Python ${OLDEST.join('.')} or newer with venv was found.`,
    tried.length === 0 ? `none of ${NAMES.join(', ')} is on PATH` : `tried: ${tried.join('; ')}`,
    'sudo apt-get install python3 python3-venv   # or DSPEX_PYTHON=/path/to/python, then the same command again',
  );
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

async function build() {
  const stamp = join(ROOT, 'dist', '.dspex-stamp');
  const hash = hashOf('tsconfig.json', 'tsconfig.build.json', 'package.json', ...sourcesIn('src'), ...sourcesIn('factories'));
  if (isStamped(stamp, hash)) return;
  await step('Building', process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', 'tsconfig.build.json'], { cwd: ROOT });
  mkdirSync(join(ROOT, 'dist'), { recursive: true });
  writeFileSync(stamp, hash);
}

function sourcesIn(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true })
    .map((name) => join(folder, name))
    .filter((name) => statSync(join(ROOT, name)).isFile())
    .sort();
}

function hashOf(...files) {
  const hash = createHash('sha256').update(process.version);
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(ROOT, file)));
  return hash.digest('hex');
}

function isStamped(path, hash) {
  return existsSync(path) && readFileSync(path, 'utf8') === hash;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup({ forCheck: process.argv.includes('--check') });
