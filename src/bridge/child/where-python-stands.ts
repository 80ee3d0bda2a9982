import { COMMANDS } from '../../shared/boundaries/bridge';
import { valueWithin } from '../../shared/waits/bounded';
import type { Rpc } from '../wire/rpc';

/** Answered by a thread that does nothing else: what takes longer is C code that lets no other thread run. */
const LIMIT_MS = 150;

/** Where the code stands that a child runs, of the executes that are `asked` for; as a text for an error. */
export async function wherePythonStands(rpc: Rpc, asked: (executeId: string | null) => boolean): Promise<string> {
  const answer = await valueWithin(rpc.sendRequest('where', {}), LIMIT_MS).catch(() => null);
  const stacks = COMMANDS.where.result.safeParse(answer).data?.stacks;
  return describe(stacks?.filter(({ executeId }) => asked(executeId)));
}

/** Undefined: it did not say. */
function describe(stacks: readonly { readonly stack: string }[] | undefined): string {
  if (stacks === undefined) return 'Python did not say where it stands: C code may be running that lets no other thread run.';
  if (stacks.length === 0) return 'Python runs nothing at this moment.';
  return `Python stands here:\n${stacks.map(({ stack }) => stack.trimEnd()).join('\n\n')}`;
}
