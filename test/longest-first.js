const { relative } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/**
 * What takes long, the longest first: a clone that has run nothing yet knows only how large files are, and a long one that begins last
 * leaves the other cores idle. What has been run once goes by the times that Jest has noted.
 */
const LONGEST = [
  'e2e/resources',
  'e2e/readme',
  'e2e/kills',
  'e2e/cassettes',
  'e2e/time',
  'e2e/leaks',
  'e2e/real',
  'e2e/started',
  'contract/round-trip',
  'e2e/slots',
  'e2e/invisible',
  'torture/kills',
  'e2e/templates',
  'e2e/cassette-modes',
  'e2e/isolation',
  'e2e/fork-server-death',
  'contract/bridge',
  'e2e/cassette-cli',
  'e2e/summary',
  'contract/fuzz',
  'e2e/report-cli',
  'long/report-links',
  'contract/requests/requests',
  'unit/architecture',
  'e2e/doctor',
  'contract/faults/node',
  'e2e/test-lm',
  'e2e/user-imports',
  'long/real-limits',
  'long/types-command',
  'long/types',
  'long/debug',
  'torture/faults',
  'contract/faults/python',
  'long/real-wires',
  'e2e/after-its-test',
  'contract/lm-door',
  'e2e/bad-input',
  'e2e/node-tools',
  'unit/lm/secrets/corpus',
].map((name) => `test/${name}.test.ts`);

class LongestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.every(({ duration }) => duration !== undefined)) return sorted;
    return sorted.sort((one, other) => placeOf(one) - placeOf(other));
  }
}

function placeOf({ path, context }) {
  const index = LONGEST.indexOf(relative(context.config.rootDir, path).replaceAll('\\', '/'));
  return index < 0 ? LONGEST.length : index;
}

module.exports = LongestFirst;
module.exports.LONGEST = LONGEST;
