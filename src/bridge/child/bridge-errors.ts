import { testOfKey } from '../../shared/asker-key';
import { DspexError } from '../../shared/errors';

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
export function interruptedBy(command: string, asker: string, error: DspexError): string {
  if (command === 'end_attempt') return `what${ofTest(asker)} runs in it still kept it from being reset`;
  const end = error.code === 'EXECUTE_TIMEOUT' ? 'over its time limit' : 'cancelled';
  return `"${command}"${ofTest(asker)} was ${end} in it`;
}

function ofTest(asker: string): string {
  const name = testOfKey(asker);
  return name === undefined ? '' : ` of "${name}"`;
}
