import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Seen } from '../compat/platform/projects';
import { QUIET_FILES } from '../compat/platform/quiet';
import { makeProject, type Project, type Run, runJest } from './run-jest';

const PLAIN = {
  'base.js': "module.exports = require('jest-environment-node').TestEnvironment;",
  'dom-environment.js': "module.exports = require('jest-environment-jsdom').TestEnvironment;",
};
const OURS = {
  'base.js': "module.exports = require('@dspex/jest-preset/environment').default;",
  'dom-environment.js': `const { withDspex } = require('@dspex/jest-preset/with-dspex');
    module.exports = withDspex(require('jest-environment-jsdom').TestEnvironment);`,
};

export const seenBy = (project: Project, file: string): Seen => JSON.parse(readFileSync(join(project.folder, `${file}.seen.json`), 'utf8'));

/** The same files under plain Jest and under the preset, over the same base environment. */
export function projects(files: Readonly<Record<string, string>>, config: object = {}): { plain: Project; ours: Project; remove(): void } {
  const withConfig = (base: object): string => `module.exports = ${JSON.stringify({ ...base, ...config })};\n`;
  const plain = makeProject({ ...files, ...PLAIN, 'jest.config.js': withConfig({}) });
  const ours = makeProject({ ...files, ...OURS, 'jest.config.js': withConfig({ preset: '@dspex/jest-preset' }) });
  return {
    plain,
    ours,
    remove() {
      for (const project of [plain, ours]) project.remove();
    },
  };
}

/** How a run ended, and what each test said: without where the project lies, and without which of Node's queues had the turn. */
export function said({ exitCode, tests }: Run): unknown {
  const shown = (message: string): string =>
    message.replace(/\S*\/projects\/p-\w+/g, '<project>').replace(/\n\s+at .*node:internal.*/g, '');
  return [exitCode, tests.map(({ fullName, status, failureMessages }) => [fullName, status, ...failureMessages.map(shown)]).sort()];
}

/** What the files printed, in any order of lines that are not theirs. */
function printed({ output }: Run): string[] {
  return output
    .split('\n')
    .filter((line) => /^\s*(MEMBERS|TURNS|SOON|LATE|FRAME|Cannot log)/.test(line))
    .map((line) => line.trim());
}

/** Jest itself leaves one store for each file that ran before in the same worker: which files share one differs from run to run. */
const withoutStores = (line: string): string => line.replace(/(,Symbol\(kResourceStore\))+/g, ',Symbol(kResourceStore)');

/** Fails when a test can tell by its promises, by the turns of the event loop or by its stacks that there is an environment over Jest's. */
export async function expectToBeAsInPlainJest(args: readonly string[]): Promise<void> {
  const comparable = args.includes('-i') ? (line: string) => line : withoutStores;
  const { plain, ours, remove } = projects(QUIET_FILES, {
    testSequencer: './sequencer.js',
    testEnvironmentOptions: { dspex: { maxFailures: 0 } },
  });
  try {
    const options = { args: [...args, '--ci'], env: { CI: 'true' } };
    const inPlain = await runJest(plain, options);
    const inOurs = await runJest(ours, options);
    expect(said(inOurs)).toEqual(said(inPlain));
    expect(printed(inOurs).map(comparable).sort()).toEqual(printed(inPlain).map(comparable).sort());
    expect(printed(inPlain).join()).toMatch(/MEMBERS.*TURNS/);
  } finally {
    remove();
  }
}
