/** Files of projects in which tests take one another's turn. */

/** Counts from outside: the processes below the fork server that have an owner, by the kernel's own list. */
export const COUNT = `
const { readFileSync } = require('fs');
const read = (path) => { try { return readFileSync(path, 'utf8'); } catch (error) { if (['ENOENT', 'ESRCH'].includes(error.code)) return ''; throw error; } };
const fields = (pid) => { const stat = read('/proc/' + pid + '/stat'); return stat.slice(stat.lastIndexOf(')') + 2).split(' '); };
const children = (pid) => read('/proc/' + pid + '/task/' + pid + '/children').split(' ').filter(Boolean);
// One that waits for an owner has one thread; who has one has a second, which reads what the owner sends.
const runs = (pid) => !['', 'Z', 'X'].includes(fields(pid)[0]) && Number(fields(pid)[17]) > 1;
exports.parentOf = (pid) => fields(pid)[1];
// Those that ran before the second look began and still run in it ran at the same time.
exports.running = (server) => children(server).filter(runs).filter(runs).length;
`;
export const HEAD = `/** @jest-environment @dspex/jest-preset/integration */
const { existsSync, writeFileSync, appendFileSync } = require('fs');
const { dspex, isolatedTest } = require('@dspex/jest-preset');
const { running, parentOf } = require('./count');
`;
/** Has the only process until RELEASE is there. */
export const HOLDS = `${HEAD}test('holds', async () => {
  await dspex.bridge.ping();
  writeFileSync(process.env.HELD, '');
  while (!existsSync(process.env.RELEASE)) await new Promise((go) => setTimeout(go, 10));
}, 100000);`;
export const ONCE_HELD = `${HEAD}
beforeAll(async () => { while (!existsSync(process.env.HELD)) await new Promise((go) => setTimeout(go, 10)); }, 100000);`;
export const config = (options: string): string =>
  `module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { ${options} } } };`;
