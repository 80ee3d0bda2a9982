import { BRIDGE_ROWS } from './rows/bridge.mjs';
import { CASSETTE_ROWS } from './rows/cassettes.mjs';
import { DOOR_ROWS } from './rows/door.mjs';
import { DSPY_ROWS } from './rows/dspy.mjs';
import { FEW_ROWS } from './rows/few.mjs';
import { FILE_ROWS } from './rows/files.mjs';
import { LEDGER_ROWS } from './rows/ledger.mjs';
import { MEMORY_ROWS } from './rows/memory.mjs';
import { MORE_ROWS } from './rows/more.mjs';
import { SLOW_IMPORT_ROWS } from './rows/slow-import.mjs';
import { SUITE_ROWS } from './rows/suites.mjs';
import { WATCH_ROWS } from './rows/watch.mjs';

/**
 * All rows of the bench, in the order in which they are measured and told. A row has
 *
 * - `name`, by which `--only` finds it;
 * - `contenders`: what each is `shown` as, whether it is the package's `own`, and how much `more` its larger size has than its smaller one,
 *   which has the `least`;
 * - `beside`: which of them stands beside the sum of which others, with the goal, `of` the whole or the marginal cost, `as` so many times as
 *   much, so much more, or a part of it;
 * - `prepare`, which writes its projects for a site and gives the runs of each contender, `many` and `one`, or all of them `together`;
 * - where it differs from the others: `rounds`, `warmUp`, `unit`, `python`, `platforms`; `reaches` where it measures what is compiled here,
 *   so that another build cannot stand beside it.
 */
export const ROWS = [
  ...FEW_ROWS,
  ...WATCH_ROWS,
  ...SUITE_ROWS,
  ...MORE_ROWS,
  ...DSPY_ROWS,
  ...BRIDGE_ROWS,
  ...SLOW_IMPORT_ROWS,
  ...FILE_ROWS,
  ...DOOR_ROWS,
  ...CASSETTE_ROWS,
  ...LEDGER_ROWS,
  ...MEMORY_ROWS,
];
