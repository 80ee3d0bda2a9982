/** What is told of where Python stands. Undefined: it did not say. */
export function describePlace(stacks: readonly { readonly stack: string }[] | undefined): string {
  if (stacks === undefined) return 'Python did not say where it stands: C code may be running that lets no other thread run.';
  if (stacks.length === 0) return 'Python runs nothing at this moment.';
  return `Python stands here:\n${stacks.map(({ stack }) => stack.trimEnd()).join('\n\n')}`;
}
