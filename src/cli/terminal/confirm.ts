import { createInterface } from 'node:readline/promises';

/** Whether there is a person to ask. */
export function isAttended(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/** Asks a person; an empty answer is yes, Ctrl-C and the end of input are no. */
export async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const gone = new Promise<string>((settle) => terminal.once('close', () => settle('no')));
  const answer = await Promise.race([terminal.question(`${question} [Y/n] `), gone]);
  terminal.close();
  return /^(?:y|yes|)$/i.test(answer.trim());
}
