import { leftoversIn } from '../../run/host/sweep';
import { type Finding, note, ok } from './finding';

/** Whether runs that were killed have left something. The next run would end it; nobody has to wait for that. */
export async function checkLeftovers(): Promise<Finding> {
  const { runs, folders } = await leftoversIn();
  const count = new Set([...runs, ...folders.map((folder) => folder.split('/').pop())]).size;
  if (count === 0) return ok('leftovers', 'none');
  return note(
    'leftovers',
    `${count} ${count === 1 ? 'run that was killed has' : 'runs that were killed have'} left something.`,
    'npx dspex-jest sweep',
  );
}
