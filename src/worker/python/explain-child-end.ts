import type { ChildEnd } from '../../shared/boundaries/host';
import { DspexError } from '../../shared/errors';

/** Why a Python process ended under the tests that were using it, as the error they get. */
export function explainChildEnd({ exit, serverEnded }: ChildEnd, stderr: string): DspexError {
  const detail = stderr === '' ? undefined : `Python's last lines on stderr:\n${stderr}`;
  if (serverEnded !== null) {
    return new DspexError({
      code: 'FORK_SERVER_DIED',
      what: "This test's Python process ended with its fork server.",
      why: `${serverEnded}; every Python process of the run ended with it`,
      next: 'run the test again: the next test that needs Python gets a new server',
      detail,
    });
  }
  return new DspexError({
    code: 'CHILD_CRASHED',
    what: "This test's Python process ended while it was in use.",
    ...whyAndNext(exit),
    detail,
  });
}

function whyAndNext(exit: ChildEnd['exit']): { why: string; next: string } {
  if (exit === null) return { why: 'its connection closed and the fork server has no word of its end', next: 'run the test again' };
  const memory = exit.maxRssKb === null ? '' : `; its peak memory was ${Math.round(exit.maxRssKb / 1024)} MB`;
  if (exit.signal === 'SIGKILL')
    return {
      why: `it was ended by SIGKILL (out of memory, or killed by hand)${memory}`,
      next: 'dmesg | tail   # says whether the kernel ran out of memory',
    };
  if (exit.signal !== null)
    return { why: `it was ended by ${exit.signal}${memory}`, next: 'read the stack below: a crash in C code is told there' };
  return { why: `it exited with code ${exit.code}${memory}`, next: 'look for sys.exit() or os._exit() in the program' };
}
