import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { parseCsv } from '../../../../src/sandbox/evaluate/csv';

const PYTHON = join(__dirname, '../../../../.venv/bin/python');
const TEXTS = [
  'a,b\n1,2\n3,4\n',
  'a,b\r\n1,"two, and\r\nmore"\r\n',
  'a,b\n"say ""hi""",\n,"",\n',
  'question,answer\n"",""\nü,"日本\n"\n',
  'a\n1',
  'a,b\n1\n1,2,\n',
  'a, b \n 1 , 2 \n',
  'a,b',
];

// Fails when a cell is read otherwise than Python's own csv reads it.
test('reads CSV as Python does', () => {
  const code =
    'import csv, io, json, sys; print(json.dumps([[{k: v or "" for k, v in row.items() if k} for row in csv.DictReader(io.StringIO(text, newline=""))] for text in json.load(sys.stdin)]))';
  const python = JSON.parse(execFileSync(PYTHON, ['-c', code], { input: JSON.stringify(TEXTS), encoding: 'utf8' })) as unknown[];
  expect(TEXTS.map(parseCsv)).toEqual(python);
});

// Fails when text is lost in silence.
test.each([
  ['a\n"open', /row 2 a quote/],
  ['a\nmid"dle', /row 2 a quote/],
  ['a\n"x"y', /row 2 a quote/],
  ['question,answer\nYes\nYes, of course,no\n', /row 3 has 3 cells, the first 2/],
  ['a,b,a\n1,2,3\n', /two columns are named "a"/],
])('says of %j what is wrong with it', (text, said) => {
  expect(() => parseCsv(text)).toThrow(said);
});

test('takes empty columns at the end for none', () => {
  expect(parseCsv('a,,\n1,,\n2,,,,\n')).toEqual([
    { a: '1', '': '' },
    { a: '2', '': '' },
  ]);
});
