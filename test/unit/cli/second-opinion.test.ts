import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ListedCassette } from '../../../src/cli/cassette-state';
import { secondOpinion } from '../../../src/cli/second-opinion';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dspex-opinion-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A scanner that measures itself as secretlint does, and says a secret of the file `measured` for each mark that it hears of. */
const SCANNER = `
const { performance, PerformanceObserver } = require('node:perf_hooks');
const { writeFileSync } = require('node:fs');
const heard = [];
new PerformanceObserver((list) => heard.push(...list.getEntries())).observe({ entryTypes: ['mark', 'measure'] });
for (let at = 0; at < 3; at++) performance.mark('file ' + at);
setImmediate(() => setImmediate(() => {
  const found = heard.map(({ name }) => ({ message: name, range: [0, 1] }));
  writeFileSync(process.argv[process.argv.indexOf('--output') + 1], JSON.stringify([{ filePath: 'measured', sourceContent: 'x', messages: found }]));
}));
`;

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

// Fails when secretlint keeps count of itself: it looks through all of its marks at each, and 5,000 recordings took it minutes.
test('a scanner does not measure itself', async () => {
  write('node_modules/secretlint/package.json', '{ "name": "secretlint", "version": "11.0.0" }');
  write('node_modules/secretlint/bin/secretlint.js', SCANNER);
  const listed = { project: { root: folder, notSecret: [] }, path: 'measured' } as unknown as ListedCassette;
  const opinion = await secondOpinion([listed], folder);
  expect([opinion?.scanner, opinion?.secretIn(listed)]).toEqual(['secretlint 11.0.0', null]);
});
