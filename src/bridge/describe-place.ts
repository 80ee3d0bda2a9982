/** What is told of where Python stands. Null: it did not say. */
export function describePlace(stacks: readonly string[] | null): string {
  if (stacks === null) return 'Python did not say where it stands: C code is running that lets no other thread run.';
  if (stacks.length === 0) return 'Python runs nothing at this moment.';
  return `Python stands here:\n${stacks.map((stack) => stack.trimEnd()).join('\n\n')}`;
}
