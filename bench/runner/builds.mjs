import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../scripts/stamp.mjs';
import { fail, step } from '../../scripts/step.mjs';

const BUILDS = join(ROOT, '.stage/bench-builds');
/** By import, not by `npm run`: these two install nothing, and so leave the node_modules alone that they share. */
const MAKE = `import { pathToFileURL } from 'node:url';
const load = (script) => import(pathToFileURL(process.cwd() + '/scripts/' + script));
await (await load('build.mjs')).build();
(await load('stage.mjs')).stage();
`;

/** The package as it was at a commit, built and staged in a folder of its own. Made once. */
export async function siteOfCommit(name) {
  const commit = commitOf(name);
  const folder = join(BUILDS, commit);
  if (!existsSync(join(folder, '.made'))) await makeBuild(folder, commit);
  return { label: commit, stage: join(folder, '.stage') };
}

export function commitOf(name) {
  const { status, stdout, stderr } = spawnSync('git', ['rev-parse', '--short=9', '--verify', `${name}^{commit}`], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  if (status === 0) return stdout.trim();
  return fail(`There is no commit ${name}.`, stderr.trim(), 'git log --oneline');
}

async function makeBuild(folder, commit) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const files = execFileSync('git', ['archive', '--format=tar', commit], { cwd: ROOT, maxBuffer: 1e9 });
  execFileSync('tar', ['-x', '-C', folder], { input: files });
  symlinkSync(join(ROOT, '.venv'), join(folder, '.venv'));
  linkModules(folder);
  await installMissing(folder, commit);
  await step(`Building ${commit}`, process.execPath, ['--input-type=module', '-e', MAKE], {
    cwd: folder,
    next: `git log -1 ${commit}   # whether it built by itself, with the compiler and types of today`,
  });
  writeFileSync(join(folder, '.made'), '');
}

/** A folder of links, so that something can be added for one build alone. */
function linkModules(folder) {
  const [from, to] = [join(ROOT, 'node_modules'), join(folder, 'node_modules')];
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (name.startsWith('.') && name !== '.bin') continue;
    if (name.startsWith('@')) {
      mkdirSync(join(to, name));
      for (const part of readdirSync(join(from, name))) symlinkSync(join(from, name, part), join(to, name, part));
    } else symlinkSync(join(from, name), join(to, name));
  }
}

/** What the package, or its build, needed then and does not need now. */
async function installMissing(folder, commit) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const missing = Object.entries({ ...devDependencies, ...dependencies }).filter(
    ([name]) => !existsSync(join(folder, 'node_modules', name)),
  );
  if (missing.length === 0) return;
  const extra = join(folder, 'extra');
  mkdirSync(extra);
  writeFileSync(join(extra, 'package.json'), '{ "private": true }\n');
  const wanted = missing.map(([name, version]) => `${name}@${version}`);
  await step(`Installing what ${commit} needed`, 'npm', ['install', '--no-audit', '--no-fund', ...wanted], { cwd: extra });
  for (const [name] of missing) {
    mkdirSync(dirname(join(folder, 'node_modules', name)), { recursive: true });
    symlinkSync(join(extra, 'node_modules', name), join(folder, 'node_modules', name));
  }
}
