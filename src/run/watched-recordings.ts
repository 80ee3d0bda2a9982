import type { CurrentRun } from './host/current-run';
import { howToUnwatch } from './watched-files';

/**
 * A recording that Jest takes for a change starts the next run of a watch session. Where that one records again, the real model is asked,
 * and paid, without an end: from here on such a session plays what it has.
 */
export function recordOnceWhereWatched({ host: { record }, isWatching }: CurrentRun, env: NodeJS.ProcessEnv): void {
  if (!isWatching || !record.cassettes.hasRecorded) return;
  const how = record.cassettes.places.map(({ root }) => howToUnwatch(root)).find((one) => one !== null);
  if (how === undefined) return;
  env.DSPEX_LM = 'replay';
  const text = `this watch session records no more: Jest watches the recordings, and would run and record again for each. Put ${how}`;
  record.add({ type: 'notice', text });
}
