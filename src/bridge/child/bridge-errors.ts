import { DspexError } from '../../shared/errors';
import type { ChildUser } from './child-user';

/** For a request whose process was ended for what another one did in it. */
export function endedForAnother(reason: string): DspexError {
  return new DspexError({
    code: 'BRIDGE_CLOSED',
    what: 'The Python process of this request was ended while it was under way.',
    why: reason,
    next: "give the tests processes of their own: { level: 'full' }, or await what the test starts",
  });
}

/** For a request to a process that is gone, or must not be used again. */
export function takesNoMore(why: string): DspexError {
  return new DspexError({
    code: 'BRIDGE_CLOSED',
    what: 'This Python process takes no more requests.',
    why,
    next: 'make the program in the test that uses it, or in beforeAll',
  });
}

export function protocolBroken(error: Error): DspexError {
  return new DspexError({
    code: 'PROTOCOL_ERROR',
    what: 'The Python process sent what is no message of the protocol; it was ended.',
    why: error.message,
    next: 'run the test again: it gets a new process; code that writes to descriptors it did not open is the usual cause',
    cause: error,
  });
}

export function noHello(limitMs: number): DspexError {
  return new DspexError({
    code: 'WAIT_TOO_LONG',
    what: `A Python process did not say hello within ${limitMs} ms.`,
    why: 'it was started and its connection is open, but it does not come to answer: it hangs, or the machine leaves it no time',
    next: 'run fewer workers: npx jest --maxWorkers=1; or raise dspex.maxWaitMs',
  });
}

export function notForked(limitMs: number): DspexError {
  return new DspexError({
    code: 'WAIT_TOO_LONG',
    what: `A Python process made no copy of itself within ${limitMs} ms; it was ended.`,
    why: 'what it was to do before a fork does not end: a function of os.register_at_fork, or a lock that is held',
    next: 'grep -rn register_at_fork <your modules>   # or raise dspex.maxWaitMs',
  });
}

/** Why a process is not used again, for those who will miss what was in it. */
export function interruptedBy(command: string, user: ChildUser | undefined, error: DspexError): string {
  if (command === 'end_attempt') return `what${ofTest(user)} runs in it still kept it from being reset`;
  const end = error.code === 'EXECUTE_TIMEOUT' ? 'over its time limit' : 'cancelled';
  return `"${command}"${ofTest(user)} was ${end} in it`;
}

function ofTest(user: ChildUser | undefined): string {
  return typeof user?.testName === 'string' ? ` of "${user.testName}"` : '';
}
