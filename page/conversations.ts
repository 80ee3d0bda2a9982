import type { Call } from './model';

/** A call, and those that go on from it with what its tools answered. */
export interface Conversation {
  readonly turns: readonly Turn[];
}

export interface Turn {
  readonly call: Call;
  /** What was asked from its reply until the next turn: by its tools, if by anyone of it. */
  readonly meanwhile: readonly Conversation[];
}

/** A test's calls as a tree: turns that belong together, and below a turn what was asked while its tools ran. */
export function conversationsOf(calls: readonly Call[]): Conversation[] {
  const chains = chainsOf(calls);
  const inner = new Map<Call, Call[][]>();
  const outer = chains.filter((chain) => {
    const turn = chains.map((other) => turnAround(chain, other)).find((found) => found !== undefined);
    if (turn !== undefined) inner.set(turn, [...(inner.get(turn) ?? []), chain]);
    return turn === undefined;
  });
  const conversation = (chain: readonly Call[]): Conversation => ({
    turns: chain.map((call) => ({ call, meanwhile: (inner.get(call) ?? []).map(conversation) })),
  });
  return outer.map(conversation);
}

function chainsOf(calls: readonly Call[]): Call[][] {
  const chainOf = new Map<number, Call[]>();
  for (const call of calls) {
    const chain = call.continues === null ? undefined : chainOf.get(call.continues);
    if (chain !== undefined) chain.push(call);
    chainOf.set(call.index, chain ?? [call]);
  }
  return [...new Set(chainOf.values())];
}

/** The turn of another conversation that waits for its tools as long as this one lasts: the innermost. */
function turnAround(chain: readonly Call[], other: readonly Call[]): Call | undefined {
  if (chain === other) return undefined;
  const begins = (chain[0] as Call).atMs;
  const ends = Math.max(...chain.map(endOf));
  return other.find((turn, at) => {
    const next = other[at + 1];
    return next !== undefined && turn.tools.length > 0 && endOf(turn) <= begins && ends <= next.atMs;
  });
}

function endOf({ atMs, durationMs }: Call): number {
  return atMs + durationMs;
}
