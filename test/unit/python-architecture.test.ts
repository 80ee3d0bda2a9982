import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PythonSources, pythonImportsIn } from './architecture/python-imports';
import { readPythonTable } from './architecture/python-table';
import { pythonCircles, pythonViolations } from './architecture/python-violations';

const ROOT = join(__dirname, '../..');
const PACKAGE = join(ROOT, 'python/dspex_bridge');
/** What the package uses of Python's own library: what is not in it has to stand in the table. */
const STANDARD = new Set(
  (
    'abc array ast asyncio atexit base64 codecs collections concurrent contextlib contextvars copy csv ctypes dataclasses datetime decimal difflib ' +
    'enum errno faulthandler fcntl ' +
    'functools gc gzip importlib inspect io ipaddress itertools json keyword locale logging math multiprocessing os pathlib pkgutil ' +
    'platform queue random re resource select shutil signal socket _socket struct subprocess sys sysconfig tempfile textwrap threading time ' +
    'traceback tracemalloc types typing urllib uuid warnings weakref'
  ).split(' '),
);

const sources: PythonSources = Object.fromEntries(
  readdirSync(PACKAGE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.py'))
    .map((name) => [name.replaceAll('\\', '/'), readFileSync(join(PACKAGE, name), 'utf8')]),
);

// Fails on an import against the table, a package without a row, and a row that says nothing true any more.
test('Python packages import what docs/rooms.md allows', () => {
  expect(pythonViolations(sources, readPythonTable(readFileSync(join(ROOT, 'docs/rooms.md'), 'utf8')), STANDARD)).toEqual([]);
});

// Fails when two modules need each other, also by an import that is delayed.
test('Python modules import one another without a circle', () => {
  expect(pythonCircles(sources)).toEqual([]);
});

describe('the check', () => {
  const table = readPythonTable(`
| Python package | purpose | may import |
|---|---|---|
| \`low\` | is below | |
| \`high\` | is above | low, dspy |
| \`root\` | starts | high |
`);
  const good = {
    'start.py': 'from .high import use',
    'low/__init__.py': '"""Nothing."""',
    'low/base.py': 'import os, json\nfrom os import (\n    path,\n)',
    'high/__init__.py': '',
    'high/use.py': 'import dspy.clients\nfrom ..low import base\nfrom ..low.base import path',
  };
  const violations = (planted: PythonSources): string[] => pythonViolations({ ...good, ...planted }, table, new Set(['os', 'json']));

  // Fails when the check bites what is allowed.
  test('is content with what is allowed', () => {
    expect([violations({}), pythonCircles(good)]).toEqual([[], []]);
  });

  // Fails when one of the ways to import escapes it.
  test.each([
    ['from ..high import use', 'high/use.py'],
    ['from ..high.use import path', 'high/use.py'],
    ['from .. import start', 'start.py'],
    ['from ..high import (\n    use,\n)', 'high/use.py'],
    ['def late():\n    from ..high import use', 'high/use.py'],
    ['if TYPE_CHECKING:\n    from ..high.use import path as p', 'high/use.py'],
    ['import dspy', 'dspy'],
    ['import os, dspy.clients as clients', 'dspy'],
    ['from dspy.clients import lm', 'dspy'],
    ['def late():\n    import dspy', 'dspy'],
    ['from ..nowhere import thing', 'nowhere: not found'],
  ])('bites a planted %s', (planted, target) => {
    expect(violations({ 'low/planted.py': planted })).toEqual([`low/planted.py imports ${target}`]);
  });

  // Fails when text that only looks like an import is taken for one.
  test('does not bite docstrings and comments', () => {
    const text = '"""\nfrom ..high import use\n"""\n# import dspy\nCODE = """\nimport dspy\n"""';
    expect(pythonImportsIn('low/text.py', { ...good, 'low/text.py': text })).toEqual({ own: [], others: [] });
  });

  // Fails when a circle is missed, of two modules or of more, across packages or inside of one.
  test('names circles, each once', () => {
    expect(pythonCircles({ 'a.py': 'from . import b', 'b.py': 'def late():\n    from .a import x' })).toEqual(['a.py → b.py']);
    const three = { 'p/c.py': 'from ..q.d import x', 'q/d.py': 'from .e import x', 'q/e.py': 'from ..p import c' };
    expect(pythonCircles({ ...three, 'z.py': 'from .q import e' })).toEqual(['p/c.py → q/d.py → q/e.py']);
  });

  // Fails when a package, a row or a word in a row can go unnoticed.
  test('names packages without a row, stale rows and stale words', () => {
    expect(violations({ 'new/a.py': '' })).toEqual(['new has no row']);
    expect(violations({ 'high/use.py': 'import dspy' })).toEqual(['the row of high is stale: it does not import low']);
    const { 'start.py': _, ...without } = good;
    expect(pythonViolations(without, table, new Set(['os', 'json']))).toEqual([
      'the row of root is stale: there is no such package',
      'the row of root is stale: it does not import high',
    ]);
  });

  // Fails when a broken table passes for an empty one.
  test('refuses an architecture without the table, two rows for one package, and a package without a purpose', () => {
    expect(() => readPythonTable('# Architecture')).toThrow('no table');
    const head = '| Python package | purpose | may import |\n|---|---|---|\n';
    expect(() => readPythonTable(`${head}| a | is | |\n| a | is | |`)).toThrow('Two rows say what a is');
    expect(() => readPythonTable(`${head}| a | | |`)).toThrow('what a is for');
  });
});
