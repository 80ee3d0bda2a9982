import { type PythonSources, pythonImportsIn } from './python-imports';
import type { Table } from './tables';

/** Modules beside the packages; users import one of them. */
const ROOT = 'root';

/** Imports against the table, packages without a row, and rows that say nothing true any more. */
export function pythonViolations(sources: PythonSources, mayImport: Table, standard: ReadonlySet<string>): string[] {
  const packages = new Set(Object.keys(sources).map(packageOf));
  return [
    ...[...packages].filter((name) => !mayImport.has(name)).map((name) => `${name} has no row`),
    ...[...mayImport.keys()].filter((name) => !packages.has(name)).map((name) => `the row of ${name} is stale: there is no such package`),
    ...Object.keys(sources).flatMap((path) => wrongImports(path, sources, mayImport.get(packageOf(path)) ?? [], standard)),
    ...[...mayImport].flatMap(([name, allowed]) => unused(name, allowed, sources)),
  ];
}

function wrongImports(path: string, sources: PythonSources, allowed: readonly string[], standard: ReadonlySet<string>): string[] {
  const { own, others } = pythonImportsIn(path, sources);
  return [
    ...own.filter((target) => packageOf(target) !== packageOf(path) && !allowed.includes(packageOf(target))),
    ...others.filter((name) => !standard.has(name) && !allowed.includes(name)),
  ].map((target) => `${path} imports ${target}`);
}

function unused(name: string, allowed: readonly string[], sources: PythonSources): string[] {
  const used = Object.keys(sources)
    .filter((path) => packageOf(path) === name)
    .map((path) => pythonImportsIn(path, sources))
    .flatMap(({ own, others }) => [...own.map(packageOf), ...others]);
  return allowed.filter((other) => !used.includes(other)).map((other) => `the row of ${name} is stale: it does not import ${other}`);
}

/** Circles between modules, each named once, by its modules in the order of their imports. */
export function pythonCircles(sources: PythonSources): string[] {
  const done = new Set<string>();
  const circles = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    const at = way.indexOf(path);
    if (at !== -1) circles.add(inOrder(way.slice(at)).join(' → '));
    if (at !== -1 || done.has(path)) return;
    for (const target of pythonImportsIn(path, sources).own) visit(target, [...way, path]);
    done.add(path);
  };
  for (const path of Object.keys(sources)) visit(path, []);
  return [...circles];
}

/** From the module that is first by name, so that a circle has one name wherever it is entered. */
function inOrder(circle: readonly string[]): string[] {
  const first = circle.indexOf([...circle].sort()[0] ?? '');
  return [...circle.slice(first), ...circle.slice(0, first)];
}

function packageOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] ?? '') : ROOT;
}
