import { loadavg } from 'node:os';
import { turned } from '../stats.mjs';
import { pythonSite } from './python-site.mjs';

const WARM_UP = -1;

/**
 * Measures a row round by round, its contenders in turn. `sites` are where it is measured: `{ '': site }`, or two builds, whose names come before
 * those of the contenders. `save` gets what there is after each round. Gives it with the error that ended it, if one did.
 */
export async function measureRow(row, sites, { rounds, save, say }) {
  const startedAt = Date.now();
  const result = { name: row.name, at: new Date().toISOString(), load: loadavg()[0], rounds: 0, seconds: 0, seen: {}, leftOut: {} };
  const endings = [];
  try {
    const unfit = unfitness(row);
    if (unfit === null)
      await measureRounds(row, await prepareAll(row, sites, result, endings), {
        rounds: row.rounds ?? rounds,
        result,
        save,
        say,
        startedAt,
      });
    else for (const name of Object.keys(row.contenders)) result.leftOut[name] = unfit;
  } catch (error) {
    result.error = error.message;
  }
  for (const end of endings.reverse()) await end();
  result.seconds = (Date.now() - startedAt) / 1000;
  save(result);
  return result;
}

function unfitness({ platforms = [process.platform] }) {
  return platforms.includes(process.platform) ? null : `it is measured on ${platforms.join(', ')} alone`;
}

/** The runs of each site, as `[name, part, run]`; `together` gives samples of several contenders at once. */
async function prepareAll(row, sites, result, endings) {
  const tasks = [];
  for (const [siteName, site] of Object.entries(sites)) {
    const leaveOut = (name, why) => (result.leftOut[name] = why);
    const ofSite = row.python === undefined ? site : await pythonSite(site, row.python);
    if (ofSite === null) {
      for (const name of Object.keys(row.contenders)) leaveOut(name, `there is no Python ${row.python} with venv on this machine`);
      continue;
    }
    const runs = await row.prepare(ofSite, (end) => endings.push(end), leaveOut);
    tasks.push(...tasksOf(row, siteName, runs));
  }
  return tasks;
}

/** Beside another build only the package's own contenders run. */
function tasksOf(row, siteName, { together, ...runs }) {
  const named = (name) => (siteName === '' ? name : `${siteName} ${name}`);
  const isWanted = (name) => siteName === '' || row.contenders[name].own;
  const each = Object.entries(runs).filter(([name]) => isWanted(name));
  const tasks = each.map(([name, parts]) => async () => ({ [named(name)]: await inOrder(parts) }));
  if (together === undefined) return tasks;
  return [
    ...tasks,
    async () => {
      const samples = Object.entries(await together()).filter(([name]) => isWanted(name));
      return Object.fromEntries(samples.map(([name, sample]) => [named(name), { many: sample }]));
    },
  ];
}

async function inOrder(parts) {
  const samples = {};
  for (const [part, run] of Object.entries(parts)) samples[part] = await run();
  return samples;
}

/** The first round fills caches, and does not count. */
async function measureRounds(row, tasks, { rounds, result, save, say, startedAt }) {
  if (tasks.length === 0) return;
  for (let round = row.warmUp === false ? 0 : WARM_UP; round < rounds; round++) {
    const samples = {};
    for (const index of turned([...tasks.keys()], Math.max(round, 0))) Object.assign(samples, await tasks[index]());
    if (round === WARM_UP) continue;
    keep(result.seen, samples);
    result.rounds = round + 1;
    result.seconds = (Date.now() - startedAt) / 1000;
    save(result);
    say(`    ${row.name}: round ${round + 1} of ${rounds}, ${result.seconds.toFixed(0)} s`);
  }
}

function keep(seen, samples) {
  for (const [name, parts] of Object.entries(samples))
    for (const [part, sample] of Object.entries(parts)) {
      seen[name] ??= {};
      seen[name][part] ??= [];
      seen[name][part].push(sample);
    }
}
