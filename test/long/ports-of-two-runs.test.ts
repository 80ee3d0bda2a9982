import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectsOfTest } from '../e2e/projects';
import { type Project, runJest } from '../e2e/run-jest';

const projectOf = projectsOfTest();

const HOLDS_PORTS = `
const { dspex } = require('@dspex/jest-preset');
const { appendFileSync, existsSync, writeFileSync, readdirSync } = require('node:fs');
test('holds', async () => {
  const held = [];
  for (let n = 0; n < 40; n++) held.push((await dspex.resources.port()).port);
  appendFileSync(process.env.PORTS, held.map((port) => port + '\\n').join(''));
  writeFileSync(process.env.PORTS + '.' + process.env.RUN + require('node:path').basename(__filename), '');
  const all = () => readdirSync(require('node:path').dirname(process.env.PORTS)).filter((name) => name.startsWith('ports.')).length;
  while (all() < 4) await new Promise((go) => setTimeout(go, 10));
}, 60000);
`;

// Fails when a port is handed out twice while it is held: by two workers of a run, or by two runs at once.
test('hands no port out twice, over workers and runs', async () => {
  const [one, two] = [0, 1].map(() => projectOf({ 'a.test.js': HOLDS_PORTS, 'b.test.js': HOLDS_PORTS })) as [Project, Project];
  const PORTS = join(one.folder, 'ports');
  const runs = await Promise.all([
    runJest(one, { args: ['-w', '2'], env: { PORTS, RUN: '1' } }),
    runJest(two, { args: ['-w', '2'], env: { PORTS, RUN: '2' } }),
  ]);
  expect(runs.flatMap(({ tests }) => tests.flatMap(({ failureMessages }) => failureMessages))).toEqual([]);
  const ports = readFileSync(PORTS, 'utf8').trim().split('\n');
  expect([ports.length, new Set(ports).size]).toEqual([160, 160]);
  const claims = `/tmp/dspex-claims-${process.getuid?.()}`;
  const held = existsSync(claims) ? readdirSync(claims) : [];
  expect(held.filter((name) => ports.includes(name.slice('port-'.length)))).toEqual([]);
});
