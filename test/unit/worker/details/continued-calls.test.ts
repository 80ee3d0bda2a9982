import type { JournalCall } from '../../../../src/shared/boundaries/facade';
import { continuedCalls } from '../../../../src/worker/details/continued-calls';

interface Said {
  readonly opening: string;
  readonly turn: number;
  readonly calls?: readonly string[];
  readonly told?: readonly (readonly [string, unknown])[];
}

const call = ({ opening, turn, calls = [], told = [] }: Said): JournalCall =>
  ({
    inputs: null,
    messages: [{ role: 'user', content: opening, parts: [] }],
    turn,
    toolCalls: calls.map((name) => ({ name, arguments: {} })),
    toolResults: told.map(([name, content]) => ({ name, content })),
  }) as unknown as JournalCall;

const linked = (...said: Said[]) => continuedCalls(said.map(call));

// Fails when two agents that run at once, and have the same tools, are told as one.
test('agents that run at once keep their own turns and results', () => {
  expect(
    linked(
      { opening: 'a', turn: 1, calls: ['find'] },
      { opening: 'b', turn: 1, calls: ['find'] },
      { opening: 'a', turn: 2, told: [['find', 'of a']] },
      { opening: 'b', turn: 2, told: [['find', 'of b']] },
    ),
  ).toEqual([
    { from: null, results: ['of a'] },
    { from: null, results: ['of b'] },
    { from: 0, results: [] },
    { from: 1, results: [] },
  ]);
});

// Fails when a tool that is called in several turns gets the answer of another turn, or one that is called twice in one only one of two.
test('each call of a tool has its own answer', () => {
  expect(
    linked(
      { opening: 'a', turn: 1, calls: ['find', 'find'] },
      {
        opening: 'a',
        turn: 2,
        told: [
          ['find', 1],
          ['find', 2],
        ],
        calls: ['find'],
      },
      { opening: 'a', turn: 3, told: [['find', 3]] },
    ),
  ).toEqual([
    { from: null, results: [1, 2] },
    { from: 0, results: [3] },
    { from: 1, results: [] },
  ]);
});

// Fails when a call is told to go on from one that called no such tool, as where a test writes the turns before by hand.
test('results of tools that no call of the test has called begin a conversation', () => {
  expect(linked({ opening: 'a', turn: 1, calls: ['buy'] }, { opening: 'a', turn: 2, told: [['find', 'x']] })).toEqual([
    { from: null, results: [undefined] },
    { from: null, results: [] },
  ]);
});

// Fails when one more try of a turn takes the answers of its tools from the turn itself.
test('a turn that is asked again goes on from the same turn, which keeps its answers', () => {
  const again = { opening: 'a', turn: 2, told: [['find', 'x']] } as const;
  expect(linked({ opening: 'a', turn: 1, calls: ['find'] }, again, again).map(({ from }) => from)).toEqual([null, 0, 0]);
});
