import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { REPORT_PAGE } from '../../report/report-files';
import { DspexError } from '../../shared/errors';
import { say, sayJson } from '../terminal/say';

/** Opens the page of a report as the system opens pages. Says where it lies: a machine without a screen opens nothing. */
export async function openPage(folder: string, asJson: boolean): Promise<void> {
  const page = resolve(folder, REPORT_PAGE);
  if (!existsSync(page)) throw noPage(folder);
  if (!asJson) say(relative(process.cwd(), page));
  const [command, ...args] = opener(process.platform, process.env);
  const isStarted = await starts(command, [...args, pathToFileURL(page).href]);
  if (asJson) sayJson({ page, opener: command, opened: isStarted });
  else if (!isStarted) say(`${command} cannot be started: open the file above in a browser`);
}

/** Whether there is such a program. It outlives this one. */
function starts(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((settle) => {
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    child.once('error', () => settle(false));
    child.once('spawn', () => {
      child.unref();
      settle(true);
    });
  });
}

/** BROWSER names a program on every system. */
export function opener(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): [string, ...string[]] {
  if (env.BROWSER) return [env.BROWSER];
  if (platform === 'darwin') return ['open'];
  // The first argument in quotes would be the title of a window.
  return platform === 'win32' ? ['cmd', '/c', 'start', '""'] : ['xdg-open'];
}

function noPage(folder: string): DspexError {
  return new DspexError({
    code: 'REPORT_INVALID',
    what: `There is no report in ${folder}.`,
    why: 'a run writes it that uses something of this package, unless report.write is false',
    next: 'npx jest && npx dspex-jest report open',
  });
}
