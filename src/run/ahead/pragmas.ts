/** The comment that a file begins with. */
const DOCBLOCK = /^\s*\/\*\*?([\s\S]*?)\*\//;

/** What the docblock of a test file says, as far as it fits on lines of its own: the last word on each thing. */
export function pragmasOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const line of (DOCBLOCK.exec(text)?.[1] ?? '').split('\n')) {
    const pragma = /^[\s*]*@([\w-]+)\s+(.*?)\s*$/.exec(line);
    if (pragma !== null) found[pragma[1] as string] = pragma[2] as string;
  }
  return found;
}
