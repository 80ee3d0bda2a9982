/** One line to standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A value, for other programs. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, null, 2));
}

/** "1 cassette", "2 cassettes". */
export function cassettes(count: number): string {
  return `${count} ${count === 1 ? 'cassette' : 'cassettes'}`;
}
