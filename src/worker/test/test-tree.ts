import type { Circus } from '@jest/types';

/** Every test below a describe block, in order. */
export function* testsOf(block: Circus.DescribeBlock): Generator<Circus.TestEntry> {
  for (const child of block.children) {
    if (child.type === 'describeBlock') yield* testsOf(child);
    else yield child;
  }
}

/** True for a test that Jest passes over: skipped, to be written, beside an `.only`, or not named by `-t`. */
export function isLeftOut(test: Circus.TestEntry, { hasFocusedTests, testNamePattern }: Circus.State): boolean {
  if (test.mode === 'skip' || test.mode === 'todo') return true;
  if (hasFocusedTests && test.mode !== 'only') return true;
  return testNamePattern != null && !testNamePattern.test(fullNameOf(test));
}

/** Marks describe blocks whose tests are all skipped, so that their beforeAll is left out too. */
export function skipEmptiedBlocks(block: Circus.DescribeBlock): void {
  for (const child of block.children) if (child.type === 'describeBlock') skipEmptiedBlocks(child);
  const tests = [...testsOf(block)];
  if (tests.length > 0 && tests.every((test) => test.mode === 'skip')) block.mode = 'skip';
}

/** The full name, as Jest prints it, without the root block. */
export function fullNameOf(test: Circus.TestEntry): string {
  const names = [test.name];
  for (let block: Circus.DescribeBlock | undefined = test.parent; block?.parent !== undefined; block = block.parent)
    names.unshift(block.name);
  return names.join(' ');
}

/** beforeEach hooks that Jest would run before this test if it were not concurrent. */
export function* eachHooksAround(test: Circus.TestEntry): Generator<Circus.Hook> {
  for (let block: Circus.DescribeBlock | undefined = test.parent; block !== undefined; block = block.parent) {
    for (const hook of block.hooks) if (hook.type === 'beforeEach') yield hook;
  }
}
