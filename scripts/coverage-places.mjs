import { join } from 'node:path';
import { ROOT } from './stamp.mjs';

/** What is found while tests run; made anew by each run. */
const FOUND = join(ROOT, '.stage', 'coverage');

/** Node writes a file for each process that ends by itself. The variable that names it reaches every child, whatever environment it is given. */
export const OF_PROCESSES = join(FOUND, 'processes');
export const OF_JEST = join(FOUND, 'jest');
export const COUNTED_BY_JEST = join(OF_JEST, 'counted.json');
export const OF_PYTHON = join(FOUND, 'python');
/** The build once more, with source maps: the one that is staged and shipped has none. */
export const MAPPED_BUILD = join(FOUND, 'mapped-build');
export const PLACES = [OF_PROCESSES, OF_JEST, OF_PYTHON, MAPPED_BUILD];

/** What the command leaves for people and tools. */
export const REPORTS = join(ROOT, 'coverage');

/** Jest ends a worker that needs more than half a second to write what it counted. */
export const WORKERS_GRACE = '--workerGracefulExitTimeout=30000';
