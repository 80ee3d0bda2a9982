import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { filesIn, ROOT } from '../stamp.mjs';
import { fail } from '../step.mjs';
import { jestCommand, standsApart } from '../suite.mjs';
import { choiceText, chooseTests } from './choose.mjs';

const OPTION = /^--changed(?:=(.+))?$/;

/** The ref after `--changed=`, `main` for a bare `--changed`, undefined without it; and the arguments besides. */
export function readChanged(args) {
  const option = args.map((arg) => OPTION.exec(arg)).find((match) => match !== null);
  return { base: option === undefined ? undefined : (option[1] ?? 'main'), rest: args.filter((arg) => !OPTION.test(arg)) };
}

/**
 * Chooses the tests for what changed since a branch left `base`, committed or not, and says so. `--changed=HEAD` is what is not committed.
 */
export function chooseForChange(base) {
  const commit = git(base, 'merge-base', base, 'HEAD')[0];
  const changed = [...git(base, 'diff', '--name-only', commit), ...git(base, 'ls-files', '--others', '--exclude-standard')].sort();
  const tests = filesIn('test').filter((path) => /\.test\.ts$/.test(path) && !standsApart(path));
  const table = JSON.parse(readFileSync(join(ROOT, 'test/runs-for.json'), 'utf8'));
  const choice =
    changed.length === 0 ? { tests: [], withPython: false } : chooseTests({ changed, table, tests, related: relatedTo(changed) });
  const since = `${base} (${commit.slice(0, 10)})`;
  const text = changed.length === 0 ? `Nothing changed since ${since}.` : choiceText({ since, changed, tests, choice });
  process.stdout.write(`${text}\n`);
  return choice;
}

/** What imports a file, directly or not, as Jest knows. */
function relatedTo(changed) {
  const files = changed.filter((path) => existsSync(join(ROOT, path)));
  if (files.length === 0) return [];
  const [command, args] = jestCommand(['--listTests', '--findRelatedTests', ...files]);
  return JSON.parse(execFileSync(command, args, { cwd: ROOT, encoding: 'utf8' })).map((path) => relative(ROOT, path).replaceAll('\\', '/'));
}

function git(base, ...args) {
  try {
    return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
      .split('\n')
      .filter((line) => line !== '');
  } catch (error) {
    return fail(
      'git does not say what changed.',
      `git ${args.join(' ')}: ${String(error.stderr ?? error.message).trim()}`,
      base === 'main' ? 'git fetch origin main:main   # or npm test -- --changed=HEAD' : 'npm test -- --changed',
    );
  }
}
