import { execFileSync } from 'node:child_process';
import { PYTHON } from './python-server';

const SAYS = 'import importlib.metadata as m; print(m.version("dspy"))';

/** The DSPy that the tests run with. */
export const DSPY = execFileSync(PYTHON, ['-c', SAYS], { encoding: 'utf8' }).trim();

/** Whether it is that version, or a later one. */
export function isSince(version: string): boolean {
  const [[major, minor, patch], wanted] = [numbersOf(DSPY), numbersOf(version)];
  return [major, minor, patch].reduce((order, part, at) => (order !== 0 ? order : part - (wanted[at] as number)), 0) >= 0;
}

/** `test` where DSPy has what it is about; it is skipped, and counted so, where it has not. */
export function testSince(version: string): typeof test {
  return isSince(version) ? test : (test.skip as typeof test);
}

function numbersOf(version: string): [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  return [major, minor, patch];
}
