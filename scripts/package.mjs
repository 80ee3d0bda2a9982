import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installSize, totalMb } from './install-size.mjs';
import { askNpm } from './packed-files.mjs';
import { ROOT, setup } from './setup.mjs';
import { step } from './step.mjs';

const kb = (bytes) => `${(bytes / 1024).toFixed(1)} kB`;

await setup();
const { filename, files, size, unpackedSize } = askNpm();
for (const file of files) process.stdout.write(`${kb(file.size).padStart(10)}  ${file.path}\n`);
const folder = mkdtempSync(join(tmpdir(), 'jest-preset-'));
await step('Packing', 'npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT });
process.stdout.write(`${files.length} files, ${kb(size)} packed, ${kb(unpackedSize)} unpacked; with its dependencies, besides Jest: `);
process.stdout.write(`${totalMb(installSize()).toFixed(1)} MB\n${join(folder, filename)}\n`);
