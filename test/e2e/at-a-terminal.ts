import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { cleanEnv } from './clean-env';

const PYTHON = resolve(__dirname, '../../.venv/bin/python');
const TERMINAL = join(__dirname, 'terminal-of-its-own.py');

export interface Read {
  /** All that could be read, with the signs that move the cursor. */
  readonly output: string;
  readonly exitCode: number;
}

/** Runs a command where a person sits, who types an answer when what is asked for it can be read. */
export function atATerminal(
  command: readonly string[],
  { cwd, env = {}, typed = [] }: { cwd: string; env?: Readonly<Record<string, string>>; typed?: readonly (readonly [string, string])[] },
): Promise<Read> {
  return new Promise((settle, reject) => {
    const asked = JSON.stringify({ command, typed });
    execFile(PYTHON, [TERMINAL, asked], { cwd, env: { ...cleanEnv(), ...env } }, (error, stdout) =>
      error === null ? settle(JSON.parse(stdout) as Read) : reject(error),
    );
  });
}
