import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wrapProse } from './prose/wrap.mjs';
import { tidied } from './release/changelog.mjs';
import { setup } from './setup.mjs';
import { ROOT } from './stamp.mjs';
import { attempt, fail, run, step } from './step.mjs';

/**
 * Releases what the changesets of `.changeset` say. `--version` takes them into package.json and CHANGELOG.md, for a pull request;
 * without arguments the version of package.json is published, with its provenance, by the workflow `release`; `--dry-run` shows both,
 * without a network, and leaves the clone as it is.
 */
const CHANGESET = join(ROOT, 'node_modules/@changesets/cli/bin.js');
const manifestOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

await setup();
if (process.argv.includes('--version')) await takeChangesets(ROOT);
else if (process.argv.includes('--dry-run')) await tryOut();
else await publish();

async function takeChangesets(folder) {
  const before = manifestOf(folder).version;
  await step('Taking the changesets', process.execPath, [CHANGESET, 'version'], { cwd: folder });
  const { version } = manifestOf(folder);
  if (version === before) return process.stdout.write(`There is no changeset: the version stays ${before}.\n`);
  const changelog = join(folder, 'CHANGELOG.md');
  const text = wrapProse(tidied(readFileSync(changelog, 'utf8')));
  writeFileSync(changelog, text);
  return process.stdout.write(`${before} → ${version}\n\n${sectionOf(text, version)}\n`);
}

/** In a clone of its own, as npm would publish it. */
async function tryOut() {
  const folder = mkdtempSync(join(tmpdir(), 'dspex-release-'));
  try {
    for (const name of execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' }).split('\0').filter(Boolean))
      cpSync(join(ROOT, name), join(folder, name));
    cpSync(join(ROOT, '.changeset'), join(folder, '.changeset'), { recursive: true });
    cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    // Changesets look for what is on the main branch.
    const git = (...args) =>
      execFileSync('git', ['-c', 'user.name=release', '-c', 'user.email=release@localhost', ...args], { cwd: folder });
    git('init', '-q', '-b', 'main');
    git('add', '-A');
    git('commit', '-q', '-m', 'release');
    await takeChangesets(folder);
    const { code, output } = await attempt('Packing', 'npm', ['pack', '--dry-run', '--ignore-scripts', '--offline'], { cwd: folder });
    if (code !== 0) fail('The package cannot be packed.', 'see above', 'npm run package');
    process.stdout.write(output.slice(output.indexOf('npm notice name:')).replace(/^npm notice ?/gm, ''));
    process.stdout.write(
      `${missingForPublishing()
        .map((line) => `before it can be published: ${line}\n`)
        .join('')}Nothing was published.\n`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function publish() {
  const missing = missingForPublishing();
  if (missing.length > 0) fail('The package cannot be published from here.', missing.join('\n        '), 'npm run release -- --dry-run');
  if ((await run(process.execPath, [CHANGESET, 'publish'], { cwd: ROOT })) !== 0)
    fail('Publishing failed.', 'see above', 'run the workflow "release" again: what is published already is left out');
}

/** npm vouches for what a workflow of the named repository has built, and for nothing else. */
function missingForPublishing() {
  const { repository } = manifestOf(ROOT);
  return [
    ...(repository === undefined ? ['package.json names no "repository": provenance says where a package was built'] : []),
    ...(process.env.ACTIONS_ID_TOKEN_REQUEST_URL ? [] : ['this is not the workflow "release", whose identity npm asks for']),
  ];
}

function sectionOf(text, version) {
  return text.split(/\n(?=## )/).find((section) => section.startsWith(`## ${version}\n`)) ?? '';
}
