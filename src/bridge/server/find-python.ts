import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runOnce } from '../../resources/os/start-process';
import { DspexError } from '../../shared/errors';
import { PINNED_DSPY as PINNED } from '../../shared/tested-versions';
import { type Candidate, firstCandidate, type PythonSearch } from './python-candidate';
import { pythonThatSays, saidToNode } from './python-words';
import { pythonsBelow } from './venvs';

export interface FoundPython {
  /** sys.executable as Python sees it: never a shim, which would cost 130 ms per start. */
  readonly executable: string;
  readonly version: string;
  readonly dspy: string;
  /** Where it was named or found: `DSPEX_PYTHON`, `.venv` … */
  readonly source: string;
}

const OLDEST = [3, 10] as const;
/** Makes `.venv` where it is missing. */
const MAKE_OWN = 'npx dspex-jest python install';
/** They keep a project's Python somewhere of their own, or make it when they are asked. */
const TOOLS = [
  { lock: 'poetry.lock', next: 'poetry install && poetry run npx jest   # Poetry has a Python of its own for this project' },
  { lock: 'Pipfile.lock', next: 'pipenv install && pipenv run npx jest   # Pipenv has a Python of its own for this project' },
  { lock: 'uv.lock', next: 'uv sync   # makes .venv, in which tests find DSPy' },
];
// find_spec, not import: the answer comes in 50 ms instead of a second.
const PROBE = `
import importlib.util as u, json, sys
found = sys.version_info >= (3, 8) and u.find_spec("dspy") is not None
version = None
if found:
    from importlib.metadata import version as v
    version = v("dspy")
${pythonThatSays('{"executable": sys.executable, "version": "%d.%d.%d" % sys.version_info[:3], "dspy": version}')}
`;

/**
 * Finds the interpreter: DSPEX_PYTHON, `python.executable`, VIRTUAL_ENV, `.venv` or `venv` in rootDir or above it, then PATH.
 *
 * The first that is there is taken; one that is named but not usable is an error, never a reason to look further.
 * `onStart` gets the process that is asked.
 * Throws PYTHON_NOT_FOUND, PYTHON_TOO_OLD, DSPY_NOT_FOUND, each with the command that cures it.
 */
export async function findPython(search: PythonSearch, onStart?: (pid: number) => void): Promise<FoundPython> {
  const candidate = firstCandidate(search);
  if (candidate === undefined) throw notFound(search);
  const probe = await probePython(candidate, search, onStart);
  if (isTooOld(probe.version)) throw tooOld(candidate, probe.version);
  if (probe.dspy === null) throw noDspy(candidate, probe.executable, search);
  return { executable: probe.executable, version: probe.version, dspy: probe.dspy, source: candidate.source };
}

interface Probe {
  readonly executable: string;
  readonly version: string;
  readonly dspy: string | null;
}

async function probePython(candidate: Candidate, { rootDir, env }: PythonSearch, onStart?: (pid: number) => void): Promise<Probe> {
  const ran = await runOnce(candidate.command, ['-c', PROBE], { cwd: rootDir, env, timeoutMs: 30_000, ...(onStart && { onStart }) });
  const said = ran.stdout.split('\n').map(saidToNode);
  const probe = said.find((word) => word !== undefined) as Probe | undefined;
  if (probe !== undefined) return probe;
  throw new DspexError({
    code: 'PYTHON_NOT_FOUND',
    what: `"${candidate.command}" (from ${candidate.source}) does not run as a Python interpreter.`,
    why: ran.stderr.trim().split('\n').pop() || ran.failure || `it ended with exit code ${ran.exitCode}`,
    next: `${candidate.command} --version`,
    cause: ran.cause,
  });
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function notFound({ rootDir }: PythonSearch): DspexError {
  return new DspexError({
    code: 'PYTHON_NOT_FOUND',
    what: 'No Python was found, and this layer needs one.',
    why: `looked at DSPEX_PYTHON, dspex.python.executable, VIRTUAL_ENV, ${join(rootDir, '.venv')} and above it, and PATH`,
    next: knownElsewhere(rootDir) ?? 'install Python 3.10 or newer, or run only what needs none: TEST_MODE=unit npx jest',
  });
}

function tooOld(candidate: Candidate, version: string): DspexError {
  return new DspexError({
    code: 'PYTHON_TOO_OLD',
    what: `"${candidate.command}" (from ${candidate.source}) is Python ${version}.`,
    why: `DSPy needs Python ${OLDEST.join('.')} or newer`,
    next: candidate.source === 'PATH' ? MAKE_OWN : 'DSPEX_PYTHON=/path/to/a/newer/python npx jest',
  });
}

function noDspy(candidate: Candidate, executable: string, { rootDir }: PythonSearch): DspexError {
  const install = `"${executable}" -m pip install '${PINNED}'`;
  return new DspexError({
    code: 'DSPY_NOT_FOUND',
    what: `DSPy is not installed in ${executable} (from ${candidate.source}).`,
    why: 'this layer runs real DSPy programs',
    next: isNamed(candidate) ? install : (knownElsewhere(rootDir) ?? MAKE_OWN),
  });
}

/** Where nobody has named one, the project gets one of its own, in which tests find DSPy. */
function isNamed({ source }: Candidate): boolean {
  return source !== 'PATH' && !/[\\/]\.?venv$/.test(source);
}

/** How tests are told of one that nothing finds by itself: a tool's that made its lock file here, or a Python project's below. */
function knownElsewhere(rootDir: string): string | undefined {
  const tool = TOOLS.find(({ lock }) => existsSync(join(rootDir, lock)));
  if (tool !== undefined) return tool.next;
  const [executable] = pythonsBelow(rootDir);
  return executable && `testEnvironmentOptions: { dspex: { python: { executable: '${executable}' } } },   // it has DSPy`;
}
