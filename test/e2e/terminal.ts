import { spawn } from 'node:child_process';
import { cleanEnv } from './clean-env';

export interface Typed {
  readonly exitCode: number | null;
  readonly output: string;
}

/** A terminal in a folder: it runs what is typed as a shell does, and gives what can be read there. */
export function terminalIn(folder: string, env: Readonly<Record<string, string>>) {
  return (line: string): Promise<Typed> => {
    const child = spawn(line, { cwd: folder, shell: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...cleanEnv(), ...env } });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    return new Promise((settle, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => settle({ exitCode, output }));
    });
  };
}
