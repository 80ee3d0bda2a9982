import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setup } from './setup.mjs';
import { errorPages } from './site/error-pages.mjs';
import { llmsFull, llmsIndex } from './site/llms.mjs';
import { readPages } from './site/pages.mjs';
import { sidebarOf } from './site/sidebar.mjs';
import { entryFiles, typedocOptions, typedocTsconfig } from './site/typedoc.mjs';
import { ROOT } from './stamp.mjs';
import { step } from './step.mjs';

// The documents as a site: what README.md and docs/ say, a page for each error code, and the API from the docstrings. Links that lead to no
// page fail the build.
const SITE = join(ROOT, '.stage/site');
const LOCK = 'package-lock.json';

await setup();
await installSite();
const pages = readPages();
const errors = errorPages(pages);
for (const folder of ['errors', 'recipes', 'api', 'entries', 'public', 'dist'])
  rmSync(join(SITE, folder), { recursive: true, force: true });
for (const { path, text } of [...pages, ...errors, ...entryFiles()]) write(path, text);
cpSync(join(ROOT, 'docs/images'), join(SITE, 'images'), { recursive: true });
write('.vitepress/sidebar.json', JSON.stringify(sidebarOf(pages, errors), null, 2));
write('public/llms.txt', llmsIndex(pages));
write('public/llms-full.txt', llmsFull(pages));
write('tsconfig.json', JSON.stringify(typedocTsconfig()));
write('typedoc.json', JSON.stringify(typedocOptions(SITE), null, 2));
await step('Writing the API reference', bin('typedoc'), ['--options', join(SITE, 'typedoc.json')], { cwd: ROOT });
await step('Building the site', bin('vitepress'), ['build', SITE], { cwd: SITE });
process.stdout.write(`${join(SITE, 'dist')}\n  see it: ${bin('vitepress')} preview ${SITE}\n`);

/** In a folder of its own: nobody who builds or tests the package has to install what makes its site. */
async function installSite() {
  const lock = join(SITE, LOCK);
  const isInstalled =
    existsSync(join(SITE, 'node_modules')) && existsSync(lock) && readFileSync(lock).equals(readFileSync(join(ROOT, 'site', LOCK)));
  cpSync(join(ROOT, 'site'), SITE, { recursive: true });
  if (!isInstalled) await step('Installing VitePress', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: SITE });
}

function write(path, text) {
  mkdirSync(dirname(join(SITE, path)), { recursive: true });
  writeFileSync(join(SITE, path), text);
}

function bin(name) {
  return join(SITE, 'node_modules/.bin', name);
}
