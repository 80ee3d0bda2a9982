import { circlesIn, grouped } from './circles';

const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges));

// Fails when a way that comes together again is taken for a circle.
test('there is none where two ways lead to one end', () => {
  expect(circlesIn(graph({ a: ['b', 'c'], b: ['d'], c: ['d'], d: [] }))).toEqual([]);
});

// Fails when a circle that the search does not begin in, or a node that leads to itself, goes unnoticed.
test.each([
  ['of two', { a: ['b'], b: ['a'] }, [['a', 'b', 'a']]],
  ['behind its entrance', { a: ['b'], b: ['c'], c: ['d'], d: ['b'] }, [['b', 'c', 'd', 'b']]],
  ['of one', { a: ['a'] }, [['a', 'a']]],
  [
    'beside another',
    { a: ['b'], b: ['a', 'c'], c: ['d'], d: ['c'] },
    [
      ['a', 'b', 'a'],
      ['c', 'd', 'c'],
    ],
  ],
] as [string, Record<string, string[]>, string[][]][])('a circle %s is named as a chain', (_, edges, circles) => {
  expect(circlesIn(graph(edges))).toEqual(circles);
});

// Fails when rooms are judged by single files: two files that do not meet can still close a circle of their rooms.
test('rooms form a circle that their files do not', () => {
  const files = graph({ 'a/one': ['b/one'], 'a/two': [], 'b/one': [], 'b/two': ['a/two'] });
  const folderOf = (file: string): string => file.slice(0, 1);
  expect(circlesIn(files)).toEqual([]);
  expect(circlesIn(grouped(files, folderOf))).toEqual([['a', 'b', 'a']]);
  expect(grouped(graph({ 'a/one': ['a/two'], 'a/two': [] }), folderOf)).toEqual(graph({ a: [] }));
});
