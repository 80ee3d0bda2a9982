import { currentContext, isInEnvironment } from '../src/sandbox/facade/current-context';

/**
 * The number a built thing gets. In the environment it is the test's own, so that it is the same on every run whatever ran before;
 * fishery's sequence, which starts again in every file, only counts outside of it.
 */
export function ordinalOf(name: string, sequence: number): number {
  return isInEnvironment() ? currentContext().nextOrdinal(name) : sequence;
}
