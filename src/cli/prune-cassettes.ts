import { CassetteFolder } from '../lm/cassettes/cassette-folder';
import type { ListedCassette } from './cassette-state';
import { cassettes, say } from './say';

/** Removes what nobody needs, and files what renamed tests play under their new names. */
export async function pruneCassettes(found: readonly ListedCassette[], really: boolean): Promise<void> {
  const needless = found.filter(({ state }) => state === 'orphaned' || state === 'unused');
  const moved = found.filter(({ state }) => state === 'moved');
  for (const { shown, state, problem } of [...needless, ...moved]) say(`${state.padEnd(8)}  ${shown}\n          ${problem}`);
  if (needless.length + moved.length === 0) {
    say('Nothing to remove: every cassette has its test, and the last run of that test asked for it.');
    return;
  }
  if (!really) {
    say(`${cassettes(needless.length)} would be removed and ${moved.length} moved: npx dspex-jest cassettes prune --yes`);
    return;
  }
  for (const listed of moved) await move(listed);
  for (const { project, path } of needless) await new CassetteFolder(project.root).remove(path);
  say(`${cassettes(needless.length)} removed, ${moved.length} moved.`);
}

async function move({ project, path, cassette, moved }: ListedCassette): Promise<void> {
  if (cassette === null || moved === null) return;
  const folder = new CassetteFolder(project.root);
  // The old one goes when the new one is there, also when that was there before.
  await folder.keep(moved.to, `${JSON.stringify({ ...cassette, test: moved.test }, null, 2)}\n`);
  await folder.remove(path);
}
