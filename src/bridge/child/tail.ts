import { open } from 'node:fs/promises';

/** A crash may be told of many threads, each with a hundred frames. */
const TAIL_BYTES = 65_536;
const CRASH = 'Fatal Python error:';

/** What a process that ended said last on stderr; of a crash in C, where the thread stood that crashed, the nearest call first. */
export async function lastWords(path: string, count: number, since: number): Promise<string> {
  const text = await tailOf(path, since);
  const crash = text.lastIndexOf(CRASH);
  if (crash < 0) return endOf(text, count);
  // In the form of Python's faulthandler: a headline, then the threads in no order that helps.
  const report = text.slice(crash);
  const [headline = ''] = report.split('\n', 1);
  const [stack = ''] = /^Current thread [^\n]*(?:\n {2}[^\n]*)*/m.exec(report) ?? [];
  return [headline, ...stack.split('\n').slice(0, count)].filter((line) => line !== '').join('\n');
}

/** The last lines of a file that came after its first `since` bytes; '' when it is gone. */
export async function lastLines(path: string, count: number, since: number): Promise<string> {
  return endOf(await tailOf(path, since), count);
}

function endOf(text: string, count: number): string {
  return text.trimEnd().split('\n').slice(-count).join('\n');
}

async function tailOf(path: string, since: number): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const start = Math.min(size, Math.max(since, size - TAIL_BYTES));
      const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
