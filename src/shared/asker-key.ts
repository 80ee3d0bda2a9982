/** The key of one attempt of a test: what Python's requests carry, so that its LM calls find the rules of that test. */
export function testKey(fullName: string, ordinal: number, attempt: number): string {
  return `test ${fullName} ${ordinal} ${attempt}`;
}

/** The test's full name; undefined for the key of a file. */
export function testOfKey(key: string): string | undefined {
  return /^test (.*) \d+ \d+$/s.exec(key)?.[1];
}
