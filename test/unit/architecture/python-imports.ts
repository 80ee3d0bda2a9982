import { posix } from 'node:path';

/** Path from the folder of the Python package, such as `tasks/tasks.py` → text. */
export type PythonSources = Readonly<Record<string, string>>;

export interface PythonImports {
  /** Paths of the package's own modules. */
  readonly own: readonly string[];
  /** First words of all others: `dspy` of `dspy.clients.lm`. */
  readonly others: readonly string[];
}

const FROM = /^\s*from\s+(\.*)([\w.]*)\s+import\s+(?:\(([^)]*)\)|([^#\n]*))/gm;
const IMPORT = /^\s*import\s+([^#\n]+)/gm;

/** Whatever a module imports: at its top, inside of functions, and for type checkers alone. */
export function pythonImportsIn(path: string, sources: PythonSources): PythonImports {
  const text = withoutTexts(sources[path] ?? '');
  const own: string[] = [];
  const others: string[] = [];
  for (const [, dots = '', module = '', inBrackets, onLine] of text.matchAll(FROM)) {
    const names = namesIn(inBrackets ?? onLine ?? '');
    if (dots === '') others.push(firstWord(module));
    else own.push(...ownModules(path, dots.length, module, names, sources));
  }
  for (const [, names = ''] of text.matchAll(IMPORT)) others.push(...namesIn(names).map(firstWord));
  return { own: [...new Set(own)], others: [...new Set(others)].filter((name) => name !== '__future__') };
}

/** `from ..a import b` is the module `a/b` where there is one, otherwise what `a` itself has. */
function ownModules(path: string, dots: number, module: string, names: string[], sources: PythonSources): string[] {
  const folder = posix.join(posix.dirname(path), ...Array<string>(dots - 1).fill('..'), ...module.split('.'));
  return names.map((name) => {
    const candidates = [`${folder}/${name}.py`, `${folder}/${name}/__init__.py`, `${folder}.py`, `${folder}/__init__.py`].map(
      posix.normalize,
    );
    return candidates.find((candidate) => candidate in sources) ?? `${folder}: not found`;
  });
}

function namesIn(list: string): string[] {
  return list
    .split(',')
    .map((name) => name.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '');
}

function firstWord(module: string): string {
  return module.split('.')[0] ?? '';
}

/** Code that stands in a text, and the words of docstrings, are no imports. */
function withoutTexts(text: string): string {
  return text.replace(/("""|''')[\s\S]*?\1/g, '""');
}
