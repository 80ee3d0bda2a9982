import { expectNoFileAfter, expectNothingAfter, expectTheOtherToTidy, type Kill } from '../e2e/kills';
import { expectNothingOfItsProcessesAfter } from '../e2e/starts-all';

test.each<Kill>([
  ['SIGINT', 'jest', ['-i']],
  ['SIGTERM', 'jest', ['-i']],
  ['SIGINT', 'the whole group, as Ctrl-C does', ['-i']],
  ['SIGINT', 'the whole group, as Ctrl-C does', ['-w', '2']],
  ['SIGKILL', 'jest', ['-w', '2']],
])('%s to %s %j, while Python is busy, leaves nothing', expectNothingAfter);

test.each([
  [['watchdog', 'reaper', 'fork server', 'python'], 'the worker'],
  [['worker', 'reaper', 'fork server', 'python'], 'the watchdog'],
] as const)('after a SIGKILL of jest, where %j are stopped, %s alone leaves nothing', (stopped, _) => expectTheOtherToTidy(stopped));

test.each([
  ['SIGINT', ['-i']],
  ['SIGTERM', ['-i']],
  ['SIGHUP', ['-w', '2']],
  ['SIGKILL', ['-w', '2']],
] as const)('%s to jest %j, without Python, leaves no file', expectNoFileAfter);

test.each([
  ['SIGKILL', 'jest', ['-i']],
  ['SIGKILL', 'jest', ['-w', '2']],
  ['SIGINT', 'the whole group', ['-w', '2']],
] as const)('%s to %s %j, whose test has started processes, leaves none, no port and no file', expectNothingOfItsProcessesAfter);
