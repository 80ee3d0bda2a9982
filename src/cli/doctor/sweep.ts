import { basename } from 'node:path';
import { type Leftovers, leftoversIn, sweepLeftovers } from '../../run/host/sweep';
import { withProgress } from '../terminal/progress';
import { say, sayJson } from '../terminal/say';

/** Ends and removes what killed runs have left. Sets the exit code to 1 where something could not be. */
export async function sweep(asJson: boolean): Promise<void> {
  const before = await leftoversIn();
  await withProgress('Ending what killed runs have left', () => sweepLeftovers());
  const after = await leftoversIn();
  const [gone, left] = [namesOf(before).filter((name) => !namesOf(after).includes(name)), namesOf(after)];
  if (left.length > 0) process.exitCode = 1;
  if (asJson) sayJson({ gone, left });
  else for (const line of linesOf(gone, left)) say(line);
}

/** A run and its folder have one name. */
function namesOf({ runs, folders }: Leftovers): string[] {
  return [...new Set([...runs, ...folders.map((folder) => basename(folder))])];
}

function linesOf(gone: readonly string[], left: readonly string[]): string[] {
  if (gone.length + left.length === 0) return ['Nothing is left of earlier runs.'];
  const ended = gone.map((name) => `ended  ${name}`);
  return [...ended, ...left.map((name) => `stays  ${name}`), ...(left.length > 0 ? ['  next: npx dspex-jest doctor'] : [])];
}
