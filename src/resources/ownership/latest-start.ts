import type { ProcessRow } from '../os/process-table';

/** The latest of `starts`, which are in their order, that is not younger than a process: which of them has left it is not told by anything else. */
export function latestStart<S extends { readonly since: number }>(
  starts: readonly S[],
  { start }: Pick<ProcessRow, 'start'>,
): S | undefined {
  return starts.filter(({ since }) => since <= start).at(-1);
}
