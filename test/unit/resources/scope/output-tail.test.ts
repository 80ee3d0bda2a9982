import { OutputTail } from '../../../../src/resources/scope/output-tail';

const LINE = /^port (\d+)/;

/** The line that somebody who waits for a port is given first. */
function firstPort(tail: OutputTail): Promise<string> {
  return new Promise((found) => {
    tail.watch((line) => {
      if (LINE.test(line)) found(line);
    });
  });
}

const say = (tail: OutputTail, text: string, stream: 'stdout' | 'stderr' = 'stdout'): void => tail.add(stream, Buffer.from(text));

// Fails when the first half of a line, which matches too, is taken for the line.
test('waits for the rest of a line that comes in pieces', async () => {
  const tail = new OutputTail();
  const port = firstPort(tail);
  say(tail, 'port 49');
  say(tail, '152\n');
  expect(await port).toBe('port 49152');
});

// Fails when who begins to wait in the middle of a line is given its first half.
test('waits for the rest of a line that was half said before', async () => {
  const tail = new OutputTail();
  say(tail, 'port 49');
  const port = firstPort(tail);
  say(tail, '152\n');
  expect(await port).toBe('port 49152');
});

// Fails when a process that is stopped in the middle of a line is taken for one that has said all of it.
test('waits for the rest of a line however long it takes', () => {
  jest.useFakeTimers();
  jest.isolateModules(() => {
    const tail: OutputTail = new (require('../../../../src/resources/scope/output-tail').OutputTail)();
    const found: string[] = [];
    tail.watch((line) => found.push(line));
    say(tail, 'port 49');
    say(tail, 'prompt> ', 'stderr');
    jest.advanceTimersByTime(60_000);
    tail.watch((line) => found.push(line));
    expect(found).toEqual(['prompt> ', 'prompt> ']);
  });
  jest.useRealTimers();
});

// Fails when a prompt, which never gets a line end, is waited for in vain.
test('takes a prompt without a line end for a line, when no more of it comes', async () => {
  const tail = new OutputTail();
  const port = firstPort(tail);
  say(tail, 'port 49152? ');
  expect(await port).toBe('port 49152? ');
});

// Fails when what is said without a line end before somebody waits is lost.
test('finds a prompt that was said before', async () => {
  const tail = new OutputTail();
  say(tail, 'port 49152? ');
  expect(await firstPort(tail)).toBe('port 49152? ');
});

// Fails when a line of one stream is torn by what the other says meanwhile.
test('keeps the lines of the two streams apart', async () => {
  const tail = new OutputTail();
  say(tail, 'por');
  say(tail, 'warning\n', 'stderr');
  say(tail, 't 49152\n');
  expect(await firstPort(tail)).toBe('port 49152');
  expect(tail.text).toBe('porwarning\nt 49152\n');
});
