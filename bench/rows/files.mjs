import { join } from 'node:path';
import { folderOf, jest, numbers, project } from '../runner/projects.mjs';

const FILES = 100;
const size = { more: FILES - 1, each: 'file' };
// The same transform on both sides: what is compared is the environment.
const NODE = "module.exports = { testEnvironment: 'node', transform: require('@dspex/jest-preset/jest-preset').transform };\n";

const TRIVIAL = {
  name: '100 trivial files',
  warmUp: true,
  contenders: {
    ours: { shown: '100 files of one trivial test', own: true, ...size },
    node: { shown: 'jest-environment-node', ...size },
  },
  beside: [
    { ours: 'ours', base: ['node'], beside: 'jest-environment-node', goal: '1.05 ×', beyond: '1.02 ×' },
    { ours: 'ours', base: ['node'], beside: 'jest-environment-node', of: 'marginal' },
  ],
  prepare(site) {
    const folder = folderOf(site, 'trivial');
    const files = (count) =>
      Object.fromEntries(numbers(count).map((n) => [`t${n}.test.js`, `test('adds', () => expect(1 + ${n}).toBe(${n + 1}));\n`]));
    const both = (name, config) => ({
      many: jest(site, project(join(folder, name, 'many'), files(FILES), config), { passed: FILES }),
      one: jest(site, project(join(folder, name, 'one'), files(1), config), { passed: 1 }),
    });
    return { ours: both('ours'), node: both('node', NODE) };
  },
};

export const FILE_ROWS = [TRIVIAL];
