import type { SlotRequest } from '../../../../src/shared/boundaries/slots';
import { LocalHost } from '../../../../src/worker/host/local-host';

const slot = (key: string, count: number): SlotRequest => ({
  ...{ of: 'process', key, file: '/f.test.js', label: `test ${key}`, count, kind: 'test' },
  ...{ largestTest: 1, limit: 2, maxWaitMs: 60_000 },
});

let link: LocalHost;
const said: unknown[] = [];
beforeEach(() => {
  jest.useFakeTimers();
  said.splice(0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(text) > 0);
  link = new LocalHost();
});
afterEach(() => {
  jest.restoreAllMocks();
  jest.useRealTimers();
});

// Fails when a file that names its environment without a preset takes more processes than it may, or waits for them without a word.
test('where no host is, a process keeps its own slots, and says who waits for which', async () => {
  const wanted: boolean[] = [];
  link.onSlotsWanted((isWanted) => wanted.push(isWanted));
  await link.takeSlots(slot('a', 2));
  const taken = link.takeSlots(slot('b', 1));
  expect([link.slotsAreWanted, wanted]).toEqual([true, [true]]);
  jest.advanceTimersByTime(1_000);
  expect(said).toEqual([expect.stringMatching(/test b.*\n$/)]);
  link.giveBackSlots('a');
  await taken;
  expect([link.slotsAreWanted, wanted]).toEqual([false, [true, false]]);
});

// Fails when a file waits for what another could never take, now that its tests are declared.
test('where no host is, the plan of a file lets others have what it does not take', async () => {
  const ofFile = (file: string): SlotRequest => ({ ...slot(file, 1), file, kind: 'file', largestTest: 2, limit: 3 });
  await link.takeSlots(ofFile('/a'));
  const taken = link.takeSlots(ofFile('/b'));
  expect(link.slotsAreWanted).toBe(true);
  link.planSlots('/a', 1);
  await expect(taken).resolves.toBeUndefined();
});
