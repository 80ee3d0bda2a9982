import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Redactor } from '../../lm/secrets/redact';
import type { Failure } from '../../shared/boundaries/failure';
import { inMadeFolder } from '../../shared/made-folder';
import { replaceFile } from '../../shared/replace-file';
import { orSystemErrorLater } from '../../shared/system-error';
import type { FileConfig } from '../context/file-config';
import { lastCallLine, renderTranscript } from './transcript';

/** Where failures are kept, below the folder of reports or `.dspex`. */
const FAILURES = 'failures';

export interface KeptFailure {
  readonly transcript: string;
  /** For the failure's message. */
  readonly lastCall: string | null;
}

/**
 * Writes what is known of a failed attempt, without secrets. A test's first attempt replaces what its last run left: another run may do so
 * at this moment.
 */
export async function keepFailure(failure: Failure, config: FileConfig, env: NodeJS.ProcessEnv): Promise<KeptFailure> {
  const clean = new Redactor(process.env, env).value(failure);
  const folder = join(failuresFolder(config.rootDir, env), folderName(failure.test, clean.test.fullName));
  const attempt = join(folder, `attempt-${failure.test.attempt}`);
  const transcript = join(attempt, 'transcript.md');
  const keep = async (): Promise<void> => {
    if (failure.test.attempt <= 1) await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await inMadeFolder(attempt, async () => {
      replaceFile(transcript, renderTranscript(clean));
      // Where a project looks there, Jest would run again for it, and for that run's, without an end.
      if (!config.isWatching) replaceFile(join(attempt, 'failure.json'), `${JSON.stringify(clean, null, 2)}\n`);
    });
  };
  await orSystemErrorLater('Keeping what explains the failure', keep, attempt);
  return { transcript, lastCall: lastCallLine(clean) };
}

function failuresFolder(rootDir: string, env: NodeJS.ProcessEnv): string {
  const reports = env.DSPEX_REPORT_DIR || '.dspex';
  return join(isAbsolute(reports) ? reports : join(rootDir, reports), FAILURES);
}

/** The same on every run; the hash keeps apart what looks alike as a name of a folder. */
function folderName({ file, fullName, ordinal }: Failure['test'], shownName: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([file, fullName, ordinal]))
    .digest('hex')
    .slice(0, 8);
  const readable = `${file} ${shownName}`.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '');
  return `${Buffer.from(readable)
    .subarray(0, 100)
    .toString('utf8')
    .replace(/\uFFFD+$/u, '')}-${hash}`;
}
