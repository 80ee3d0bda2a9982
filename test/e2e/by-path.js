const Sequencer = require('@jest/test-sequencer').default;

/** For fixture projects: their files in the order of their paths. */
module.exports = class extends Sequencer {
  sort(tests) {
    return [...tests].sort((one, other) => (one.path < other.path ? -1 : 1));
  }
};
