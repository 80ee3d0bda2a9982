import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { harmlessBy } from '../lm/secrets/not-secret';
import { DspexError } from '../shared/errors';
import { posixPath } from '../shared/posix-path';
import type { ListedCassette } from './cassette-state';
import type { CassetteProject } from './config/projects';

/** What a scanner of others says of the same files. */
export interface SecondOpinion {
  /** Its name and version. */
  readonly scanner: string;
  /** What it found, without the secret; null where it found nothing. */
  secretIn(listed: ListedCassette): string | null;
}

interface Finding {
  readonly filePath: string;
  readonly sourceContent: string;
  readonly messages: readonly { readonly message: string; readonly range: readonly [number, number] }[];
}

const LARGEST = 1024 * 1024 * 1024;
/** Secretlint marks the time of each rule and file, and looks through all of its marks at each: 5,000 recordings took it minutes. */
const UNMEASURED = `data:text/javascript,${encodeURIComponent(
  `import { performance, PerformanceObserver } from 'node:perf_hooks';
  performance.mark = () => undefined;
  PerformanceObserver.prototype.observe = () => undefined;`,
)}`;
const RULES = JSON.stringify({ rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] });

/** Asks the secretlint that a project has installed, by the project's own rules or by those it recommends; null where there is none. */
export async function secondOpinion(listed: readonly ListedCassette[], cwd: string): Promise<SecondOpinion | null> {
  const manifest = manifestOf(cwd);
  if (manifest === null) return null;
  const { version } = require(manifest) as { version: string };
  const found = new Map<string, string>();
  for (const project of new Set(listed.map((one) => one.project)))
    for (const finding of await scan(dirname(manifest), project.root, cwd)) note(finding, project, found);
  return { scanner: `secretlint ${version}`, secretIn: ({ project, path }) => found.get(join(project.root, path)) ?? null };
}

function manifestOf(cwd: string): string | null {
  try {
    return require.resolve('secretlint/package.json', { paths: [cwd] });
  } catch {
    return null;
  }
}

/** What the project says is no secret is none here, either. */
function note({ filePath, sourceContent, messages }: Finding, { notSecret, root }: CassetteProject, found: Map<string, string>): void {
  const isHarmless = harmlessBy(notSecret);
  const real = messages.filter(({ range }) => !isHarmless(sourceContent.slice(...range)));
  if (real[0] !== undefined) found.set(resolve(root, filePath), real[0].message.replace(/:? *\*+/g, ''));
}

async function scan(secretlint: string, root: string, cwd: string): Promise<Finding[]> {
  const own = readdirSync(cwd).find((name) => name.startsWith('.secretlintrc'));
  const rules = own === undefined ? ['--secretlintrcJSON', RULES] : ['--secretlintrc', join(cwd, own)];
  const files = `${posixPath(root).replace(/[\\[\](){}!*?+@|]/g, '\\$&')}/**/*.json`;
  // Into a file: it tells the text of all files, and ends before a pipe has taken that many.
  const told = join(mkdtempSync(join(tmpdir(), 'dspex-secretlint-')), 'found.json');
  const asked = [join(secretlint, 'bin', 'secretlint.js'), '--format', 'json', '--output', told, ...rules, files];
  try {
    // It looks at nothing outside of the folder it is in.
    return await findings(await run(asked, isWithin(root, cwd) ? cwd : root), told);
  } finally {
    rmSync(dirname(told), { recursive: true, force: true });
  }
}

function isWithin(folder: string, cwd: string): boolean {
  return !relative(cwd, folder).startsWith('..');
}

async function findings({ code, stdout, stderr }: Ended, told: string): Promise<Finding[]> {
  // 1: it found something.
  if (code === 0 || code === 1) return JSON.parse((await readFile(told, 'utf8')) || '[]') as Finding[];
  // All of them are in the project's .secretlintignore.
  if (stderr.includes('Not found target files')) return [];
  throw new DspexError({
    code: 'SCANNER_FAILED',
    what: 'secretlint is installed, and could not look through the cassettes.',
    why: (stderr || stdout).trim().slice(0, 1000),
    next: 'npm i -D secretlint @secretlint/secretlint-rule-preset-recommend   # or correct .secretlintrc.json',
  });
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(args: readonly string[], cwd: string): Promise<Ended> {
  return new Promise((settle) => {
    execFile(process.execPath, ['--import', UNMEASURED, ...args], { cwd, maxBuffer: LARGEST }, (error, stdout, stderr) =>
      settle({ code: error === null ? 0 : Number(error.code), stdout, stderr: stderr || (error?.message ?? '') }),
    );
  });
}
