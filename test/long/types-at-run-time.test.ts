import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { notPassed } from '../e2e/not-passed';
import { makeProject, runJest } from '../e2e/run-jest';

const REPOSITORY = resolve(__dirname, '../..');
const CLI = join(REPOSITORY, '.stage/node_modules/@dspex/jest-preset/dist/src/cli/main.js');
const TSC = join(REPOSITORY, 'node_modules/typescript/bin/tsc');
const MODULES = `
from __future__ import annotations
import dspy, pydantic

class Tree(pydantic.BaseModel):
    first_name: str = pydantic.Field(alias="firstName")
    size: int = 1
    below: list[Tree] = []
    @pydantic.computed_field
    @property
    def area(self) -> int:
        return self.size * 2

class Odd(dspy.Signature):
    q: str = dspy.InputField()
    tree: Tree = dspy.OutputField()
    by_number: dict[int, str] = dspy.OutputField()
    code: dspy.Code = dspy.OutputField()

class AsGiven(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict(Odd)
    def forward(self, q: str):
        return self.ask(q=q)

class Changed(dspy.Module):
    def __init__(self):
        super().__init__()
        self.ask = dspy.Predict("q -> n: int")
    def forward(self, q: str):
        answer = self.ask(q=q)
        answer.n = str(answer.n)
        return answer
`;
const TEST = `/** @jest-environment @dspex/jest-preset/integration */
import { expect, test } from '@jest/globals';
import { dspex } from '@dspex/jest-preset';

test('what comes is what the types say', async () => {
  dspex.lm.when({ q: 'x' }).reply({ tree: { firstName: 'Ada' }, by_number: { 1: 'a' }, code: 'x = 1' });
  const { outputs } = await (await dspex.loadModule('modules:AsGiven')).execute({ q: 'x' });
  const { first_name, size, below, area }: { first_name: string; size: number; below: unknown[]; area: number } = outputs.tree;
  expect([first_name, size, below, area]).toEqual(['Ada', 1, [], 2]);
  const code: string = outputs.code;
  expect(code).toBe('x = 1');
  expect(outputs.by_number instanceof Map && outputs.by_number.get(1)).toBe('a');
});

test('a changed prediction', async () => {
  dspex.lm.when({ q: 'x' }).reply({ n: 3 });
  const { outputs } = await (await dspex.loadModule('modules:Changed')).execute({ q: 'x' });
  const text: string = outputs.n;
  expect(text).toBe('3');
});
`;

function run(cwd: string, file: string, ...args: readonly string[]): Promise<{ code: number; out: string }> {
  const env = { ...process.env, DSPEX_PYTHON: join(REPOSITORY, '.venv/bin/python') };
  return new Promise((done) =>
    execFile(process.execPath, [file, ...args], { cwd, env }, (error, stdout, stderr) =>
      done({ code: Number(error?.code ?? 0), out: stdout + stderr }),
    ),
  );
}

// Fails when a module is typed as what validates its outputs in Python, not as what comes to Node; or when one that ends Python takes the others with it.
test('the types of outputs are those of what a program gives', async () => {
  const project = makeProject({
    'modules.py': MODULES,
    'leaves.py': 'import os\nos.close(1)\nos._exit(7)\n',
    'a.test.ts': TEST,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        strict: true,
        skipLibCheck: true,
        module: 'node16',
        target: 'es2022',
        esModuleInterop: true,
        isolatedModules: true,
      },
    }),
    'jest.config.js': "module.exports = { preset: '@dspex/jest-preset', transform: { '\\\\.ts$': ['ts-jest', { diagnostics: false }] } };",
  });
  const { folder } = project;
  const written = await run(folder, CLI, 'types', '--json', 'leaves:X', 'modules:AsGiven', 'modules:Changed');
  expect(JSON.parse(written.out)).toMatchObject({
    modules: 2,
    problems: [{ what: expect.stringContaining('"leaves:X"'), why: 'it ended with exit code 7' }],
  });
  expect(readFileSync(join(folder, 'dspex-modules.d.ts'), 'utf8')).toContain('outputs: Record<string, any>;');
  expect(await run(folder, TSC, '--noEmit', '-p', '.')).toEqual({ code: 0, out: '' });
  const ran = await runJest(project);
  project.remove();
  expect(notPassed(ran)).toEqual([]);
  expect(ran.tests).toHaveLength(2);
});
