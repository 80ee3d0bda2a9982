/** What to type to run one test: Jest takes its name as a regular expression, the shell takes all in quotes. */
export function commandOfTest(file: string, nameRegex: string | null): string {
  return `npx jest --runTestsByPath ${quoted(file)}${nameRegex === null ? '' : ` -t ${quoted(`^${nameRegex}$`)}`}`;
}

export function escapedRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A word as the shell takes it. */
export function quoted(text: string): string {
  return /^[\w./@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
