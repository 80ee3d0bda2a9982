import { DspexError } from '../../shared/errors';
import { quoted } from '../../shared/jest-command';
import { limitError } from '../../shared/system-error';

/** What a process was started with, for a message. */
interface Started {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

export function commandLineOf({ command, args }: Started): string {
  return [command, ...args].join(' ');
}

export function notStarted(started: Started, failure: Error | undefined): DspexError {
  const { command, cwd } = started;
  const limit = limitError(failure, `Starting "${commandLineOf(started)}"`);
  if (limit !== undefined) return limit;
  const isMissing = (failure as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
  return new DspexError({
    code: 'PROCESS_NOT_STARTED',
    what: `"${commandLineOf(started)}" could not be started.`,
    why: isMissing ? `there is no program "${command}" on the PATH, or no folder ${cwd}` : (failure?.message ?? 'no reason was given'),
    next: `cd ${quoted(cwd)} && ${shellLine(started)}`,
    cause: failure,
  });
}

/** `waitedFor`: what it was to do. `said`: its last lines. */
export function notReady(
  started: Started,
  pid: number,
  { waitedFor, why, said }: Record<'waitedFor' | 'why' | 'said', string>,
): DspexError {
  return new DspexError({
    code: 'PROCESS_NOT_READY',
    what: `"${commandLineOf(started)}" (pid ${pid}) was waited for: ${waitedFor}.`,
    why,
    next: shellLine(started),
    detail: said === '' ? 'It said nothing.' : `The last lines it said:\n${said}`,
  });
}

/** To paste into a terminal. */
function shellLine({ command, args }: Started): string {
  return [command, ...args].map(quoted).join(' ');
}
