import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../stamp.mjs';
import { attempt } from '../step.mjs';
import { makeVenv, uvInstall } from '../uv.mjs';

const OF_PYENV = join(homedir(), '.pyenv/versions');
/** What the tests of a row need beside DSPy. */
const BESIDE = ['numpy', 'optuna', 'mcp'];

/** The interpreter of a version, on the PATH or of pyenv; null where there is none. */
export function pythonOf(version) {
  const code = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
  const names = [`python${version}`, 'python3', ...pyenvPythons(version)];
  return names.find((name) => spawnSync(name, ['-c', code], { encoding: 'utf8' }).stdout?.trim() === version) ?? null;
}

const installed = new Map();

/** An environment of its own with this DSPy, made once; null where it cannot be installed. */
export function installDspy(version, executable, dspy) {
  const name = `py${version}-dspy${dspy}`;
  if (!installed.has(name)) installed.set(name, install(version, executable, dspy, join(ROOT, '.stage/matrix', name)));
  return installed.get(name);
}

async function install(version, executable, dspy, folder) {
  const python = join(folder, 'bin/python');
  mkdirSync(join(ROOT, '.stage/matrix'), { recursive: true });
  if (spawnSync(python, ['-c', 'import uv']).status !== 0) await makeVenv(executable, folder, python);
  const args = uvInstall(python, [`dspy==${dspy}`, ...BESIDE]);
  const { code } = await attempt(`Installing DSPy ${dspy} for Python ${version}`, python, args, { cwd: ROOT });
  return code === 0 ? python : null;
}

function pyenvPythons(version) {
  const versions = existsSync(OF_PYENV) ? readdirSync(OF_PYENV) : [];
  return versions.filter((name) => name.startsWith(`${version}.`)).map((name) => join(OF_PYENV, name, 'bin/python'));
}
