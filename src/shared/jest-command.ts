/** With it, Jest loads ES modules. */
export const MODULES_FLAG = '--experimental-vm-modules';

/** Whether this Jest, or the one whose worker this is, was started so that it loads ES modules. */
export function loadsModules({ execArgv, env }: Pick<NodeJS.Process, 'execArgv' | 'env'>): boolean {
  return execArgv.includes(MODULES_FLAG) || env.NODE_OPTIONS?.includes(MODULES_FLAG) === true;
}

/** Jest as this one was started: without its flag, a project in ES modules has no test that loads. */
export function jestCommand(started: Pick<NodeJS.Process, 'execArgv' | 'env'> = process): string {
  return loadsModules(started) ? `NODE_OPTIONS=${MODULES_FLAG} npx jest` : 'npx jest';
}

/** What to type to run one test: Jest takes its name as a regular expression, the shell takes all in quotes. */
export function commandOfTest(file: string, nameRegex: string | null): string {
  return `${jestCommand()} --runTestsByPath ${quoted(file)}${nameRegex === null ? '' : ` -t ${quoted(`^${nameRegex}$`)}`}`;
}

export function escapedRegex(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A word as the shell takes it. */
export function quoted(text: string): string {
  return /^[\w./@%+:,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
