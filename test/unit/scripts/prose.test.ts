import { ask } from './ask';

const wrap = (text: string): Promise<unknown> => ask('prose/wrap.mjs', 'wrapProse', text);
const wide = (text: string): Promise<unknown> => ask('prose/wrap.mjs', 'wideLines', text);
const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');

// Fails when a wide line is not told, or when one of these is broken: each would be another text then.
test('prose alone is told for its width', async () => {
  const long = words(30);
  expect(await wide(`short\n${long}\n\n- ${long}`)).toEqual([2, 4]);
  expect(await wide(`# ${long}\n\n| ${long} |\n\n<p>${long}</p>\n\n\`\`\`\n${long}\n\`\`\`\n\n[a]: ${long}\n`)).toEqual([]);
  expect(await wide(`https://${'x'.repeat(130)}`)).toEqual([]);
});

// Fails when a paragraph loses a word, or its list.
test('wraps a paragraph, and keeps the lines of a list item under its text', async () => {
  expect(await wrap(words(30))).toBe(`${words(24)}\n${words(6)}`);
  expect(await wrap(`1. ${words(30)}\n2. short`)).toBe(`1. ${words(23)}\n   ${words(7)}\n2. short`);
  expect(await wrap(`> ${words(30)}`)).toBe(`> ${words(23)}\n> ${words(7)}`);
});

// Fails when a change of one line moves all others of the page.
test('leaves a paragraph alone that is not too wide', async () => {
  expect(await wrap(`short\nlines\n\n${words(30)}`)).toBe(`short\nlines\n\n${words(24)}\n${words(6)}`);
});

// Fails when code or a link is broken in two, so that nobody finds it by search.
test('keeps code and links whole', async () => {
  expect(await wrap(`${words(23)} \`npm test -- --changed\` end`)).toBe(`${words(23)}\n\`npm test -- --changed\` end`);
  expect(await wrap(`${words(23)} [a long link](docs/a.md). end`)).toBe(`${words(23)}\n[a long link](docs/a.md). end`);
});

// Fails when a word becomes a mark: a dash at the beginning of a line is a list.
test('begins no line with what would be a list or a heading there', async () => {
  expect(await wrap(`${words(24)} - ${words(2)}`)).toBe(`${words(23)}\nword - ${words(2)}`);
});

// Fails when two spaces at the end of a line, which break it, are lost.
test('keeps a break that was meant', async () => {
  expect(await wrap(`${words(30)}  \nnext`)).toBe(`${words(24)}\n${words(6)}  \nnext`);
});
