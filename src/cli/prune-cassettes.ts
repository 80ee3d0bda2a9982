import { join, relative } from 'node:path';
import { CassetteFolder } from '../lm/cassettes/cassette-folder';
import { posixPath } from '../shared/posix-path';
import type { ListedCassette } from './cassette-state';
import { rowOf } from './list-cassettes';
import { cassettes, say, sayJson } from './terminal/say';

interface Pruning {
  /** False: it is only told what would be done. */
  readonly really: boolean;
  readonly asJson: boolean;
}

/** Removes what nobody needs, and files what renamed tests play under their new names. */
export async function pruneCassettes(found: readonly ListedCassette[], { really, asJson }: Pruning): Promise<void> {
  const needless = found.filter(({ state }) => state === 'orphaned' || state === 'unused');
  const moved = found.filter(({ state }) => state === 'moved');
  if (really) {
    for (const listed of moved) await move(listed);
    for (const { project, path } of needless) await new CassetteFolder(project.root).remove(path);
  }
  if (asJson) sayJson({ done: really, removed: needless.map(rowOf), moved: moved.map((one) => ({ ...rowOf(one), to: targetOf(one) })) });
  else tell(needless, moved, really);
}

function tell(needless: readonly ListedCassette[], moved: readonly ListedCassette[], really: boolean): void {
  for (const { shown, state, problem } of [...needless, ...moved]) say(`${state.padEnd(8)}  ${shown}\n          ${problem}`);
  if (needless.length + moved.length === 0)
    say('Nothing to remove: every cassette has its test, and the last run of that test asked for it.');
  else if (really) say(`${cassettes(needless.length)} removed, ${moved.length} moved.`);
  else say(`${cassettes(needless.length)} would be removed and ${moved.length} moved: npx dspex-jest cassettes prune --yes`);
}

function targetOf({ project, moved }: ListedCassette): string | null {
  return moved === null ? null : posixPath(relative(process.cwd(), join(project.root, moved.to)));
}

async function move({ project, path, cassette, moved }: ListedCassette): Promise<void> {
  if (cassette === null || moved === null) return;
  const folder = new CassetteFolder(project.root);
  // The old one goes when the new one is there, also when that was there before.
  await folder.keep(moved.to, `${JSON.stringify({ ...cassette, test: moved.test }, null, 2)}\n`);
  await folder.remove(path);
}
