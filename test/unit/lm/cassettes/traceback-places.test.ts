import { tracebackPlaces } from '../../../../src/lm/cassettes/traceback-places';

const frames = (venv: string, root: string, [library, own]: readonly [number, string]) => `Execution error in find:
Traceback (most recent call last):
  File "${venv}/lib/python3.11/site-packages/dspy/predict/react.py", line ${library}, in forward
    trajectory[f"observation_{idx}"] = self.tools[name](**args)
                                       ^^^^^^^^^^^^^^^^^^^^^^^^${own === '' ? '' : `\n  File "/x/node_modules/@dspex/jest-preset/python/dspex_bridge/programs/tools.py", line 47, in ${own}\n    return values.decode(\n        peer.request("call_tool"))`}
  File "${root}/desk/tools.py", line 10, in find
    raise ValueError("File " + q)
  File "/usr/lib/python3.11/json/decoder.py", line ${library}, in decode
    raise JSONDecodeError("Expecting value", s, err.value) from None
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)

After it.`;
const HERE = frames('/home/ada/desk/.venv', '/home/ada/desk', [113, 'call_node']);
const THERE = frames('/opt/venv', '/builds/7/desk', [120, '']);

// Fails when a recording of an agent whose tool failed is missed on another machine, or when two different failures have one key.
describe('the places in a traceback', () => {
  const [here, there] = [tracebackPlaces('/home/ada/desk'), tracebackPlaces('/builds/7/desk')];

  test('are the same on every machine; what the user wrote, and the error, stay', () => {
    expect(here(HERE)).toBe(there(THERE));
    expect(here(HERE)).toBe(`Execution error in find:
Traceback (most recent call last):
  File "<python>/dspy/predict/react.py", in forward
  File "<rootDir>/desk/tools.py", line 10, in find
    raise ValueError("File " + q)
  File "<python>/json/decoder.py", in decode
json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)

After it.`);
  });

  test('are found inside of JSON, too', () => {
    const escaped = here(JSON.stringify({ observation: HERE }));
    expect(JSON.parse(escaped)).toEqual({ observation: here(HERE) });
  });

  test('of a group, a syntax error and Windows', () => {
    expect(
      here(
        `  | Traceback (most recent call last):\n  |   File "/home/ada/desk/a.py", line 3, in f\n  |     g()\n  |     ~^^\n  | KeyError: 1`,
      ),
    ).toBe(`  | Traceback (most recent call last):\n  |   File "<rootDir>/a.py", line 3, in f\n  |     g()\n  | KeyError: 1`);
    expect(here('  File "<string>", line 1\n    x = = 1\n        ^\nSyntaxError: invalid syntax')).toBe(
      '  File "<string>", line 1\n    x = = 1\nSyntaxError: invalid syntax',
    );
    const windows = tracebackPlaces('C:\\Users\\nora\\desk');
    expect(windows('  File "C:\\Users\\nora\\desk\\a.py", line 3, in f\n    g()\nKeyError')).toBe(
      '  File "<rootDir>\\a.py", line 3, in f\n    g()\nKeyError',
    );
    expect(windows('  File "C:\\Python311\\Lib\\json\\x.py", line 3, in f\n    g()\nKeyError')).toBe(
      '  File "<python>/json/x.py", in f\nKeyError',
    );
  });

  test('other texts stay as they are, and a long one takes no time', () => {
    const text = `see "/home/ada/desk/a.py", line 3\nFile "/home/ada/desk/a.py" has a line 3\n${'  File "'.repeat(20_000)}, line 7`;
    expect(here(text)).toBe(text);
  });
});
