/** One line to standard output. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** "1 cassette", "2 cassettes". */
export function cassettes(count: number): string {
  return `${count} ${count === 1 ? 'cassette' : 'cassettes'}`;
}
