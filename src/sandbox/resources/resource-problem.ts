import { homedir } from 'node:os';
import { parse, relative, resolve } from 'node:path';
import { DspexError } from '../../shared/errors';

export function checkedPort(port: unknown): number {
  if (Number.isInteger(port) && (port as number) > 0 && (port as number) < 65_536) return port as number;
  throw invalid(
    `trackPort was given ${String(port)}.`,
    'a port is a number from 1 to 65535',
    'dspex.resources.trackPort(server.address().port)',
  );
}

/** A pid, or what has one: a ChildProcess, an execa result. */
export function checkedPid(childOrPid: unknown): number {
  const pid = typeof childOrPid === 'number' ? childOrPid : (childOrPid as { pid?: unknown } | null)?.pid;
  if (Number.isInteger(pid) && (pid as number) > 1 && pid !== process.pid) return pid as number;
  const why = pid === process.pid ? 'that is this process itself' : 'it has no pid: the process was not started';
  throw invalid(`trackProcess was given ${String(pid)}.`, why, "child.once('spawn', () => dspex.resources.trackProcess(child))");
}

/** What is tracked is removed: nothing that holds more than a test can have made. */
export function checkedPath(path: unknown): string {
  if (typeof path !== 'string' || path === '')
    throw invalid(`trackFile was given ${String(path)}.`, 'it takes a path', "dspex.resources.trackFile('out/report.txt')");
  const whole = resolve(path);
  const holdsTooMuch = [process.cwd(), homedir(), parse(whole).root].some((kept) => isWithin(kept, whole));
  if (holdsTooMuch)
    throw invalid(
      `trackFile was given ${whole}.`,
      'what is tracked is removed when the test is over, and this holds more than a test can have made',
      'track the file or the folder that the test made',
    );
  return whole;
}

/** Called when its test is over: found out then, it would be nobody's line. */
export function checkedCleanup(cleanup: unknown): () => unknown {
  if (typeof cleanup === 'function') return cleanup as () => unknown;
  throw invalid(`onCleanup was given ${String(cleanup)}.`, 'it takes a function', 'dspex.onCleanup(() => server.close())');
}

export function checkedName(name: unknown): string | undefined {
  if (name === undefined || typeof name === 'string') return name;
  throw invalid(`tempFile was given ${String(name)} for a name.`, 'a name is text', "dspex.resources.tempFile('a.txt', 'content')");
}

export function checkedContent(content: unknown): string | Uint8Array {
  // Of a test file's own world, bytes are no Uint8Array of this one.
  if (typeof content === 'string' || ArrayBuffer.isView(content)) return content as string | Uint8Array;
  throw invalid(
    `tempFile was given ${String(content)} for its content.`,
    'content is text or bytes',
    "dspex.resources.tempFile('a.json', JSON.stringify(value))",
  );
}

function isWithin(path: string, folder: string): boolean {
  const between = relative(folder, path);
  return between === '' || !(between.startsWith('..') || parse(between).root !== '');
}

function invalid(what: string, why: string, next: string): DspexError {
  return new DspexError({ code: 'RESOURCE_INVALID', what, why, next });
}
