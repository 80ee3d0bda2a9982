import { describeTests } from './isolation';

// test/long has them one after another.
describeTests('in two workers, files and tests in another order', [
  '-w',
  '2',
  '--testSequencer',
  './reversed.js',
  '--randomize',
  '--seed',
  '7',
]);
