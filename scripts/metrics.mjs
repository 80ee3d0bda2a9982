import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { metricsText } from './metrics/report.mjs';
import { PYTHON, ROOT, setup } from './setup.mjs';
import { filesIn } from './stamp.mjs';

// `npm run metrics`: what the structure looks like, to compare before a change with after it.
await setup();
const { factsOfTypeScript } = await import('./metrics/typescript.mjs');

const sources = ['src', 'factories'].flatMap(filesIn).filter((path) => path.endsWith('.ts'));
const typeScript = sources.map((path) => factsOfTypeScript(path, readFileSync(join(ROOT, path), 'utf8')));
const facts = join(ROOT, 'scripts/metrics/python_facts.py');
const python = JSON.parse(execFileSync(PYTHON, [facts, join(ROOT, 'python/dspex_bridge')], { encoding: 'utf8' }));

process.stdout.write(`${metricsText('TypeScript', typeScript)}\n\n\n${metricsText('Python', python)}\n`);
