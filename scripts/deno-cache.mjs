import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './stamp.mjs';
import { step } from './step.mjs';

const LINES = join(ROOT, 'test/clients/python/read-lines.ts');
/** As DSPy itself calls it. */
const HOW = ['--no-config', '--no-lock', '--node-modules-dir=false'];

/**
 * Fills a DENO_DIR with all that DSPy's program for Deno imports, so that it asks for nothing while it runs: Pyodide from the registry that
 * npm is configured to ask, and the one function of Deno's standard library by a file of ours.
 *
 * The format of the cache: https://github.com/denoland/deno/blob/main/libs/cache_dir/README.md
 */
export async function fillDenoCache(python, folder) {
  const [deno, runner] = said(python, [
    '-c',
    'import deno, dspy.primitives as p, os; print(deno.find_deno_bin()); print(os.path.join(os.path.dirname(p.__file__), "runner.js"))',
  ]).split('\n');
  keep(folder, /from "(https:\/\/deno\.land\/[^"]+)"/.exec(readFileSync(runner, 'utf8'))[1]);
  const env = { ...process.env, DENO_DIR: folder, NPM_CONFIG_REGISTRY: said('npm', ['config', 'get', 'registry']) };
  await step('Installing Pyodide for Deno', deno, ['cache', ...HOW, runner], { env });
}

function keep(folder, url) {
  const { host, pathname } = new URL(url);
  const told = { headers: { 'content-type': 'application/typescript' }, url };
  const remote = join(folder, 'remote/https', host);
  mkdirSync(remote, { recursive: true });
  const name = createHash('sha256').update(pathname).digest('hex');
  writeFileSync(join(remote, name), `${readFileSync(LINES, 'utf8')}\n// denoCacheMetadata=${JSON.stringify(told)}`);
}

function said(command, args) {
  return execFileSync(command, args, { encoding: 'utf8' }).trim();
}
