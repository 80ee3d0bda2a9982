import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PYTHON } from '../../scripts/python.mjs';
import { ROOT } from '../../scripts/stamp.mjs';
import { profileOf } from '../profile/merge.mjs';
import { slugOf } from './store.mjs';

const PROFILES = join(ROOT, '.stage/bench/profiles');
const SAMPLER = join(ROOT, 'bench/profile/sampler.py');

/** Runs each contender of the package's own once under the profilers of Node and of Python. */
export async function profileRows(rows, site, say) {
  rmSync(PROFILES, { recursive: true, force: true });
  for (const row of rows.filter(({ python }) => python === undefined)) {
    const endings = [];
    const profiled = { ...site };
    try {
      const runs = await row.prepare(
        profiled,
        (end) => endings.push(end),
        () => undefined,
      );
      for (const [name, { many }] of Object.entries(runs)) if (row.contenders[name]?.own) await profileOne(row, name, many, profiled, say);
    } finally {
      for (const end of endings.reverse()) await end();
    }
  }
  say(
    `\nThey are in ${PROFILES}. Open a .cpuprofile in Chrome (DevTools, Performance, "Load profile"), in VS Code, or drop it on speedscope.`,
  );
}

async function profileOne(row, name, run, profiled, say) {
  const folder = join(PROFILES, slugOf(row.name), name);
  mkdirSync(folder, { recursive: true });
  // Runs look at it when they start: what prepares them is not profiled.
  profiled.profiles = folder;
  const stop = profilePython(folder);
  try {
    const { wall } = await run();
    say(
      `✓ ${row.contenders[name].shown}: ${readdirSync(folder).filter((file) => file.endsWith('.cpuprofile')).length} of Node, ${mergePython(folder)} Python processes in one (${wall.toFixed(0)} ms)`,
    );
  } finally {
    stop();
    profiled.profiles = undefined;
  }
}

/** Each Python of .venv that starts while this process is there is sampled. Gives what ends that. */
function profilePython(folder) {
  const code = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const file = join(execFileSync(PYTHON, ['-I', '-c', code], { encoding: 'utf8' }).trim(), 'dspex_bench_profile.pth');
  // A line that starts with "import" is run by each start of the interpreter; if this process is killed, it does nothing.
  const sampler = `exec(open(${JSON.stringify(SAMPLER)}).read(), {"FOLDER": ${JSON.stringify(folder)}})`;
  writeFileSync(file, `import os; os.path.exists("/proc/${process.pid}") and ${sampler}\n`);
  return () => rmSync(file, { force: true });
}

/** What the processes left becomes one profile. Gives how many they were. */
function mergePython(folder) {
  const files = readdirSync(folder).filter((name) => /^python-\d+\.json$/.test(name));
  if (files.length === 0) return 0;
  const stacks = files.flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')));
  writeFileSync(join(folder, 'python.cpuprofile'), JSON.stringify(profileOf(stacks)));
  for (const name of files) rmSync(join(folder, name));
  return files.length;
}
