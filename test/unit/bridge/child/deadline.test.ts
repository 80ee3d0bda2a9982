import { Deadline } from '../../../../src/bridge/child/deadline';
import { until } from '../../../until';

// Fails when the time of a request that was sent ahead runs while another is at work, or never begins.
test('the time of a request that waits for its turn begins with its turn', async () => {
  let begin = (): void => undefined;
  const turn = new Promise<void>((resolve) => (begin = resolve));
  const [other, ahead] = [undefined, turn].map((after) => new Deadline('execute', { timeoutMs: 5, after }, () => undefined));
  await until('its time is over', () => other?.error !== undefined);
  ahead?.pause();
  ahead?.resume();
  expect(ahead?.error).toBeUndefined();
  begin();
  await until('its time is over', () => ahead?.error !== undefined);
  expect(ahead?.error).toMatchObject({ code: 'EXECUTE_TIMEOUT' });
});

// Fails when what is paused while it waits for its turn is timed as soon as that comes.
test('the turn of a paused request does not start its time', async () => {
  const ahead = new Deadline('execute', { timeoutMs: 1, after: Promise.resolve() }, () => undefined);
  ahead.pause();
  const other = new Deadline('execute', { timeoutMs: 20 }, () => undefined);
  await until('its time is over', () => other.error !== undefined);
  expect(ahead.error).toBeUndefined();
  ahead.resume();
  await until('its time is over', () => ahead.error !== undefined);
});
