import type { ChildUser } from '../../../../src/bridge/child/child-user';
import { Executes } from '../../../../src/bridge/child/executes';

const [one, other] = [{ testName: 'one' }, { testName: 'other' }] as ChildUser[] as [ChildUser, ChildUser];

describe('the executes of one child', () => {
  // Fails when a call is answered by whoever asked last.
  test('each belong to the user that began them, also after their end', () => {
    const executes = new Executes();
    const [first, second] = [executes.begin(one), executes.begin(other)];
    executes.end(first);
    expect(executes.userOf(first)).toBe(one);
    expect(executes.userOf(second)).toBe(other);
  });

  test('a thread without an execute belongs to nobody', () => {
    expect(new Executes().userOf(null)).toBeUndefined();
  });

  // Fails when a process that lives long keeps every test that ever used it.
  test('those that ended long ago are forgotten, those under way are not', () => {
    const executes = new Executes();
    const underWay = executes.begin(one);
    const ended = executes.begin(one);
    executes.end(ended);
    for (let count = 0; count < 1_000; count++) executes.end(executes.begin(other));
    expect(executes.userOf(ended)).toBeUndefined();
    expect(executes.userOf(underWay)).toBe(one);
  });
});
