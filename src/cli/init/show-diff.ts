import { createTwoFilesPatch } from 'diff';
import type { Change } from './change';

/** What changes in a file, as `git diff` shows it. */
export function diffOf({ path, before, after }: Change): string {
  const patch = createTwoFilesPatch(before === null ? '/dev/null' : `a/${path}`, `b/${path}`, before ?? '', after, '', '', { context: 2 });
  // Its first lines are a name and a rule, which git has no need of; tabs end its names.
  return patch
    .split('\n')
    .slice(1)
    .filter((line) => !line.startsWith('\\ No newline'))
    .join('\n')
    .replace(/\t$/gm, '')
    .trimEnd();
}
