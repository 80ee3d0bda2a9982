import { statSync } from 'node:fs';
import { join } from 'node:path';
import { makeProject, type Run, runJest } from './run-jest';

/** What a SIGKILL leaves that comes while a process takes its connection: the connection is its own, and it never says a word. */
const endsAtAccept = (ends: number): string => `
import os, signal, socket
accept = socket.socket.accept
NOTES = os.path.dirname(__file__) + "/taken"
def take(listener):
    connection = accept(listener)
    with open(NOTES, "a") as notes:
        notes.write(".")
    if os.path.getsize(NOTES) <= ${ends}:
        os.kill(os.getpid(), signal.SIGKILL)
    return connection
socket.socket.accept = take
`;

interface Ended {
  readonly run: Run;
  /** Processes that took a connection. */
  readonly taken: number;
}

/** One test in a project whose first \`ends\` processes end while they take their connection. */
async function runWhere(ends: number, python = '{}'): Promise<Ended> {
  const project = makeProject({
    'site/sitecustomize.py': endsAtAccept(ends),
    'ahead.py': 'import json\n',
    'jest.config.js': `process.env.PYTHONPATH = __dirname + '/site';
      module.exports = { preset: '@dspex/jest-preset', testEnvironmentOptions: { dspex: { python: ${python} } } };`,
    'a.test.js': `/** @jest-environment @dspex/jest-preset/integration */
      const { dspex, isolatedTest } = require('@dspex/jest-preset');
      isolatedTest('executes', { level: 'full' }, async ({ lm }) => {
        lm.when({ q: 'x' }).reply({ a: 'y' });
        const program = await dspex.createProgram({ signature: 'q -> a' });
        expect((await program.execute({ q: 'x' })).outputs).toEqual({ a: 'y' });
      });`,
  });
  try {
    const run = await runJest(project);
    return { run, taken: statSync(join(project.folder, 'site/taken')).size };
  } finally {
    project.remove();
  }
}

// Fails when the end of a process that was made ahead is told to a test that had nothing to do with it.
test.each([
  ['a process', '{}'],
  ['the process that imports modules ahead', "{ preload: ['ahead'] }"],
])('%s that is killed while it takes its connection is made anew', async (_, python) => {
  const { run, taken } = await runWhere(1, python);
  expect(run.test('executes').status).toBe('passed');
  expect(taken).toBeGreaterThanOrEqual(2);
});

// Fails when a cause that stays is tried without an end.
test('a process that ends so each time is told after the second', async () => {
  const { run, taken } = await runWhere(1000);
  expect(run.test('executes').failureMessages.join()).toContain('[CHILD_CRASHED]');
  expect(taken).toBe(2);
});
