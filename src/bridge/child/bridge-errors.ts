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

/** Why a process is not used again, for those who will miss what was in it. */
export function interruptedBy(command: string, user: ChildUser | undefined, error: DspexError): string {
  if (command === 'end_attempt') return `what${ofTest(user)} runs in it still kept it from being reset`;
  const end = error.code === 'EXECUTE_TIMEOUT' ? 'over its time limit' : 'cancelled';
  return `"${command}"${ofTest(user)} was ${end} in it`;
}

function ofTest(user: ChildUser | undefined): string {
  return typeof user?.testName === 'string' ? ` of "${user.testName}"` : '';
}
