import type { JournalCall } from '../../shared/boundaries/facade';

/** How a call stands among the calls of its test. */
export interface Continued {
  /** The call whose tools it tells the results of, by its index; null where it begins a conversation. */
  readonly from: number | null;
  /** What each tool that its reply calls answered, as a later call tells; undefined where none does. */
  readonly results: readonly unknown[];
}

/** Which calls go on from which: a call that tells what tools answered goes on from the latest one that called them. */
export function continuedCalls(calls: readonly JournalCall[]): Continued[] {
  return calls.some(({ toolResults }) => toolResults.length > 0) ? new Conversations(calls).all : calls.map(alone);
}

function alone({ toolCalls }: JournalCall): Continued {
  return { from: null, results: toolCalls.map(() => undefined) };
}

class Conversations {
  readonly all: { from: number | null; readonly results: unknown[] }[];
  private readonly openings: readonly string[];

  constructor(private readonly calls: readonly JournalCall[]) {
    this.all = calls.map(({ toolCalls }) => ({ from: null, results: toolCalls.map(() => undefined) }));
    this.openings = calls.map(openingOf);
    calls.forEach((call, at) => {
      if (call.toolResults.length > 0) this.link(call, at);
    });
  }

  private link(call: JournalCall, at: number): void {
    const from = this.askedBy(call, at);
    if (from === undefined) return;
    (this.all[at] as { from: number | null }).from = from;
    tell(call, this.calls[from] as JournalCall, this.all[from]?.results ?? []);
  }

  /** Several agents may run at once, and a turn may be asked again: the latest of those that most speaks for. */
  private askedBy(call: JournalCall, at: number): number | undefined {
    const names = call.toolResults.map(({ name }) => name);
    let best: number | undefined;
    let most = 0;
    for (let before = 0; before < at; before += 1) {
      if (!hasCalled(this.calls[before] as JournalCall, names)) continue;
      const speaks = this.speaksFor(before, at);
      if (speaks >= most) [best, most] = [before, speaks];
    }
    return best;
  }

  private speaksFor(before: number, at: number): number {
    const isSame = this.openings[before] === this.openings[at];
    const isTurnBefore = this.calls[before]?.turn === (this.calls[at] as JournalCall).turn - 1;
    const isAnswered = this.all[before]?.results.some((result) => result !== undefined);
    return (isSame ? 4 : 0) + (isTurnBefore ? 2 : 0) + (isAnswered ? 0 : 1);
  }
}

function hasCalled({ toolCalls }: JournalCall, names: readonly string[]): boolean {
  return toolCalls.length > 0 && names.every((name) => name === '' || toolCalls.some((tool) => tool.name === name));
}

/** What a conversation begins with: an agent of DSPy tells its steps beside its inputs, a chat behind its first turn. */
function openingOf({ inputs, messages }: JournalCall): string {
  if (inputs === null) return messages[0]?.content ?? '';
  return JSON.stringify(Object.entries(inputs).filter(([name]) => name !== 'trajectory' && name !== 'history'));
}

/** Results come in the order of their calls; a tool that was called twice answers twice. */
function tell({ toolResults }: JournalCall, { toolCalls }: JournalCall, results: unknown[]): void {
  for (const { name, content } of toolResults) {
    const at = toolCalls.findIndex((tool, index) => results[index] === undefined && (tool.name === name || name === ''));
    if (at !== -1) results[at] = content;
  }
}
