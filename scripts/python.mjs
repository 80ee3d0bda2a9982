import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { hashOf, isStamped, ROOT, writeStamp } from './stamp.mjs';
import { fail, step } from './step.mjs';
import { makeVenv, uvInstall } from './uv.mjs';

const VENV = join(ROOT, '.venv');
/** The interpreter of the project's own virtual environment. */
export const PYTHON = join(VENV, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
const OLDEST_MINOR = 10;
const NAMES = ['python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3', 'python'];

/** Installs requirement files into .venv, where one of them changed; makes .venv where there is none that works. */
export async function installPython(files) {
  const stamps = files.map((file) => ({ file, stamp: `.venv/.stamp-${file.replaceAll('/', '-')}`, hash: hashOf([file]) }));
  const changed = stamps.filter(({ stamp, hash }) => !isStamped(stamp, hash));
  if (changed.length === 0) return;
  if (problemWith(PYTHON, 'uv').problem !== null) await makeVenv(findPython(), VENV, PYTHON);
  const requirements = files.flatMap((file) => ['-r', file]);
  await step(`Installing ${changed.map(({ file }) => file).join(', ')} into .venv`, PYTHON, uvInstall(PYTHON, requirements), {
    cwd: ROOT,
    next: `.venv/bin/python -m pip install ${requirements.join(' ')}   # the same by hand`,
  });
  for (const { stamp, hash } of stamps) writeStamp(stamp, hash);
}

function findPython() {
  const names = process.env.DSPEX_PYTHON ? [process.env.DSPEX_PYTHON] : NAMES;
  const tried = [];
  for (const name of names) {
    const found = problemWith(name, 'ensurepip');
    if (found.problem === null) return found.executable;
    if (found.problem !== 'not found') tried.push({ name, ...found });
  }
  const why = tried.map(({ name, problem }) => `${name}: ${problem}`).join('; ') || `none of these is there: ${names.join(', ')}`;
  return fail(`No Python 3.${OLDEST_MINOR} or newer with venv was found.`, why, cure(tried));
}

/** Starts an interpreter once. `executable` is the real one: a shim (pyenv) would cost a second start, each time. */
function problemWith(name, module) {
  const code = `import sys; print(sys.executable); print("%d.%d" % sys.version_info[:2]); sys.stdout.flush(); import venv, ${module}`;
  const { error, status, stdout, stderr } = spawnSync(name, ['-c', code], { encoding: 'utf8' });
  if (error !== undefined) return { problem: error.code === 'ENOENT' ? 'not found' : error.message };
  const [executable, version] = stdout.trim().split(/\r?\n/);
  if (version === undefined) return { problem: stderr.trim().split('\n')[0] || `exit code ${status}` };
  const [major, minor] = version.split('.').map(Number);
  if (major !== 3 || minor < OLDEST_MINOR) return { problem: `Python ${version} is too old`, version };
  return { problem: status === 0 ? null : `Python ${version} has no module ${module}`, executable, version };
}

function cure(tried) {
  const withoutVenv = tried.find(({ problem }) => problem.includes('has no module'));
  const orName = '# or DSPEX_PYTHON=/path/to/python in front of the same command';
  if (process.platform === 'darwin') return `brew install python@3.13   ${orName}`;
  if (process.platform === 'win32') return `winget install Python.Python.3.13   ${orName}`;
  return `sudo apt-get install -y ${withoutVenv === undefined ? 'python3 python3-venv' : `python${withoutVenv.version}-venv`}   ${orName}`;
}
