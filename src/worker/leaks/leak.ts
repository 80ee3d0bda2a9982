import { DspexError } from '../../shared/errors';
import type { Leak } from './leak-check';

const CURES: Readonly<Record<string, string>> = {
  process: "child.kill() and await its 'exit' before the test ends; or dspex.resources.trackProcess(child), or dspex.resources.spawn(…)",
  port: 'server.close() before the test ends, or right after it was opened: dspex.onCleanup(() => server.close())',
  socket: 'server.close() before the test ends, or right after it was opened: dspex.onCleanup(() => server.close())',
  file: 'dspex.resources.tempDir() in its place, or dspex.resources.trackFile(path)',
};
const PYTHON_CURE = 'end it in the module before execute returns: thread.join(), process.terminate(), file.close()';

/** What a test is told of something that it left. */
export function leakError({ kind, what, openedAt }: Leak, whose: 'test' | 'file'): DspexError {
  return new DspexError({
    code: 'LEAK',
    what: `This ${whose} leaves a ${kind} behind: ${what}.`,
    why: openedAt === '' ? `it outlives the ${whose}` : `opened at ${openedAt}, it outlives the ${whose}`,
    next: CURES[kind] ?? PYTHON_CURE,
  });
}
