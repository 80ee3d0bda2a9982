import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from './stamp.mjs';

export const PAGE = 'dist/page/report.html';
export const SCHEMA = 'dist/page/report.schema.json';
const STYLES = ['tokens', 'page', 'overview', 'parts', 'lists', 'test', 'tree', 'charts'];

/** The page of a report with everything in it but the report, and the JSON Schema of reports. */
export async function buildPage() {
  mkdirSync(join(ROOT, 'dist/page'), { recursive: true });
  const script = await bundle('main.tsx');
  const style = await styleText();
  const skeleton = readFileSync(join(ROOT, 'page/report.html'), 'utf8');
  const parts = { csp: policyOf(script, style), style, script };
  // By a function: a `$` in a script is no pattern of a replacement.
  writeFileSync(
    join(ROOT, PAGE),
    skeleton.replace(/@@(csp|style|script)@@/g, (_, name) => parts[name]),
  );
  writeFileSync(join(ROOT, SCHEMA), `${JSON.stringify(reportSchema(), null, 2)}\n`);
}

async function bundle(entry) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'page', entry)],
    tsconfig: join(ROOT, 'page/tsconfig.json'),
    ...{ bundle: true, minify: true, write: false, format: 'iife', target: 'es2022', legalComments: 'none' },
  });
  // A script ends where its end tag stands, in a text of it, too.
  return outputFiles[0].text.trim().replaceAll('</script', '<\\/script');
}

async function styleText() {
  const { transform } = await import('esbuild');
  const own = STYLES.map((name) => join(ROOT, 'page/styles', `${name}.css`));
  const css = [join(ROOT, 'node_modules/uplot/dist/uPlot.min.css'), ...own].map((path) => readFileSync(path, 'utf8')).join('\n');
  return (await transform(css, { loader: 'css', minify: true })).code.trim();
}

/**
 * Nothing is loaded from anywhere, and no script runs but ours: what a test names after markup stays text. A page of a watch session looks
 * at a stylesheet beside it, and the writer of the page says so.
 */
function policyOf(script, style) {
  return `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'@@dspex-beside@@; base-uri 'none'; form-action 'none'`;
}

function hash(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function reportSchema() {
  const require = createRequire(join(ROOT, 'package.json'));
  const { z } = require('zod');
  return {
    title: 'dspex report',
    ...z.toJSONSchema(require(join(ROOT, 'build/src/shared/boundaries/report.js')).Report, { reused: 'ref' }),
  };
}
