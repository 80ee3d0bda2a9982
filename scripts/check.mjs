import { join } from 'node:path';
import { setup, PYTHON, ROOT } from './setup.mjs';
import { step } from './step.mjs';

const bin = (name) => join(ROOT, 'node_modules', '.bin', name);

await setup({ forCheck: true });
await step('Linting and formatting TypeScript', bin('biome'), ['ci', '--error-on-warnings', '.'], { cwd: ROOT });
await step('Checking types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit'], { cwd: ROOT });
await step('Linting Python', PYTHON, ['-m', 'ruff', 'check', 'python'], { cwd: ROOT });
await step('Checking the format of Python', PYTHON, ['-m', 'ruff', 'format', '--check', 'python'], { cwd: ROOT });
await step('Checking types of Python', PYTHON, ['-m', 'mypy', 'python/dspex_bridge'], { cwd: ROOT });
