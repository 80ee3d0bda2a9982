import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { chooseForChange, readChanged } from './changed/changed.mjs';
import { countsLine, countsOfJest, countsOfUnittest, forgetCounts, keepCounts, sumCounts } from './counts.mjs';
import { filesIn, isMain, ROOT } from './stamp.mjs';
import { run, runSilently } from './step.mjs';
import { jestCommand, prepareSuite, unittestCommand } from './suite.mjs';

if (isMain(import.meta.url)) {
  const { base, rest } = readChanged(process.argv.slice(2));
  process.exitCode = base === undefined ? await runChosen(rest) : await runChanged(base, rest);
}

// Arguments select among Jest's tests; who gives some is not after the Python ones. COUNTED_AS: another name than `test` for the counts.
function runChosen(jestArgs) {
  return runTests(process.env.COUNTED_AS ?? 'test', jestArgs, {}, jestArgs.length === 0 && filesIn('python/tests').length > 0);
}

async function runChanged(base, rest) {
  await prepareSuite();
  const { tests, withPython } = chooseForChange(base);
  return tests.length === 0 ? 0 : runTests('test', [...rest, '--runTestsByPath', ...tests], {}, withPython);
}

/** Builds, stages and runs tests; keeps their counts under a name and gives the exit code. */
export async function runTests(name, jestArgs, env, withPython = false) {
  forgetCounts(name);
  await prepareSuite();
  // Beside Jest: alone, neither keeps the cores busy.
  const unittest = withPython ? runUnittest() : undefined;
  const counts = [await runJest(name, jestArgs, env)];
  if (unittest !== undefined) counts.push(told(await unittest));
  const sum = sumCounts(counts);
  keepCounts(name, sum);
  process.stdout.write(`${countsLine(sum)}\n`);
  return counts.every(({ code }) => code === 0) ? 0 : 1;
}

async function runJest(name, jestArgs, env) {
  const outcome = join(ROOT, '.stage', `outcome-${name}.json`);
  rmSync(outcome, { force: true });
  const [command, args] = jestCommand([`--outputFile=${outcome}`, ...jestArgs]);
  const code = await run(command, args, { cwd: ROOT, env: { ...process.env, ...env } });
  return atLeastOneFailed({ ...countsOfJest(outcome), code });
}

async function runUnittest() {
  const [command, args] = unittestCommand();
  const { code, output } = await runSilently(command, args, { cwd: ROOT });
  return { ...countsOfUnittest(output), code, output: `\npython ${args.join(' ')}\n${output}` };
}

function told({ output, ...counts }) {
  process.stdout.write(output);
  return atLeastOneFailed(counts);
}

/** Counts and exit code never disagree: a crash after the last test is a failure, too. */
function atLeastOneFailed(counts) {
  return counts.code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) };
}
