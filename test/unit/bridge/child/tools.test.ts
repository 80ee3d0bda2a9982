import { Tools } from '../../../../src/bridge/child/tools';

const echo = (args: unknown) => args;
const call = { signal: new AbortController().signal };

describe('the tools of the programs in one child', () => {
  // Fails when two programs with a tool of the same name get one another's.
  test('are called by program and name', () => {
    const tools = new Tools();
    tools.register('a', { look: () => 'of a' });
    tools.register('b', { look: () => 'of b', echo });
    expect([tools.call('a', 'look', {}, call), tools.call('b', 'look', {}, call), tools.call('b', 'echo', 1, call)]).toEqual([
      'of a',
      'of b',
      1,
    ]);
    expect(tools.call('a', 'echo', 1, call)).toBeUndefined();
  });

  // Fails when a test's tools stay in a process that goes to the next test, or when the file's go with them.
  test('that were registered after a mark are dropped, the others stay', () => {
    const tools = new Tools();
    tools.register('before', { echo });
    const dropLater = tools.mark();
    tools.register('after', { echo });
    dropLater();
    expect([tools.call('before', 'echo', 1, call), tools.call('after', 'echo', 1, call)]).toEqual([1, undefined]);
  });

  // Fails when a copy of a process cannot call what the process could, or shares what it gets from then on.
  test('go along with a copy of their process', () => {
    const [tools, copy] = [new Tools(), new Tools()];
    tools.register('a', { echo });
    tools.copyTo(copy);
    copy.register('b', { echo });
    expect([copy.call('a', 'echo', 1, call), tools.call('b', 'echo', 1, call)]).toEqual([1, undefined]);
  });
});
