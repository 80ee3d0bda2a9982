import { type Change, joined, type Plan } from './change';
import { editsOf, PRESET, rootEdits } from './config-edits';
import { edited } from './edit-object';
import { environmentFile } from './environment-file';
import { type Found, textIn } from './found';
import { exportedObject, jsonObject, type ObjectText, objectsIn, propertyOf, textOf } from './object-text';
import { configsOfPlainFolders, inTheirFolders } from './projects-elsewhere';

/** The configs of Jest with the preset in them. */
export function planJestConfig(found: Found): Plan {
  if (found.jestConfig === undefined) return { changes: [newConfig(found)], toDo: [] };
  const plan = joined([found.jestConfig, ...found.otherConfigs].map((path) => planFile(found, path)));
  // An environment of the user's may stand in several of them.
  return { ...plan, changes: [...new Map(plan.changes.map((change) => [change.path, change])).values()] };
}

function planFile(found: Found, path: string): Plan {
  const text = textIn(found.folder, path) ?? '';
  const config = configIn(path, text);
  if (config === undefined) return { changes: [], toDo: [byHand(path)] };
  const { own, elsewhere, root } = splitByProject(config);
  return joined([changed(found, { path, text, objects: own, root }), ...elsewhere.map((project) => planElsewhere(found, project, path))]);
}

function planElsewhere(found: Found, project: string, namedBy: string): Plan {
  const here = configsOfPlainFolders(found.folder, project).filter((path) => path !== namedBy);
  return joined([{ changes: [], toDo: inTheirFolders(found.folder, project) }, ...here.map((path) => planFile(found, path))]);
}

interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly objects: readonly ObjectText[];
  /** What names them as projects. */
  readonly root: ObjectText | undefined;
}

function changed(found: Found, { path, text, objects, root }: ConfigFile): Plan {
  const all = objects.map((object) => editsOf(object, { folder: found.folder, path, isProject: root !== undefined }));
  const environment = all.find(({ base }) => base !== undefined)?.base;
  const edits = [...(root === undefined ? [] : rootEdits(root)), ...all.flatMap((one) => one.edits)];
  return {
    changes: [
      { path, before: text, after: edited(text, edits) },
      ...(environment === undefined ? [] : [environmentFile(found, environment)]),
    ],
    toDo: all.flatMap(({ toDo }) => toDo),
  };
}

/** True where all tests are those of projects that have their configs elsewhere: nothing here makes one of them ours. */
export function hasProjectsElsewhereOnly({ folder, jestConfig }: Found): boolean {
  const config = jestConfig === undefined ? undefined : configIn(jestConfig, textIn(folder, jestConfig) ?? '');
  return config !== undefined && splitByProject(config).own.length === 0;
}

function configIn(path: string, text: string): ObjectText | undefined {
  if (path === 'package.json') return within(jsonObject(text), 'jest');
  return path.endsWith('.json') ? jsonObject(text) : exportedObject(text);
}

interface Split {
  readonly own: readonly ObjectText[];
  readonly elsewhere: readonly string[];
  /** Undefined where it has no projects. */
  readonly root: ObjectText | undefined;
}

/** The projects of a config inherit nothing from it: the preset is each one's own, here or in its folder. */
function splitByProject(config: ObjectText): Split {
  const projects = propertyOf(config, 'projects');
  if (projects?.type !== 'ArrayExpression') return { own: [config], elsewhere: [], root: undefined };
  const folders = (projects.elements ?? []).map((element) => textOf(element ?? undefined));
  return { own: objectsIn(config, projects), elsewhere: folders.filter((folder) => folder !== undefined), root: config };
}

function within(whole: ObjectText | undefined, key: string): ObjectText | undefined {
  const node = whole && propertyOf(whole, key);
  return whole && node?.type === 'ObjectExpression' ? { ...whole, node } : undefined;
}

function newConfig(found: Found): Change {
  const { isModule, isTypeScript, compiler } = found;
  const python = pythonText(found);
  const needsFlag = isModule && isTypeScript;
  const lines = [
    `preset: '${PRESET}',`,
    ...(needsFlag ? ["extensionsToTreatAsEsm: ['.ts', '.tsx'],"] : []),
    ...(needsFlag && compiler === 'ts-jest' ? ["transform: { '^.+\\\\.[cm]?tsx?$': ['ts-jest', { useESM: true }] },"] : []),
    ...(python === '' ? [] : [`testEnvironmentOptions: { dspex: { python: { ${python} } } },`]),
  ];
  const begin = isModule ? 'export default {' : 'module.exports = {';
  const text = ["/** @type {import('jest').Config} */", begin, ...lines.map((line) => `  ${line}`), '};', ''].join('\n');
  return { path: 'jest.config.js', before: null, after: text };
}

/** What of the options for Python does not follow from where things lie. */
function pythonText({ pythonExecutable, pythonPath }: Found): string {
  const executable = pythonExecutable === undefined ? [] : [`executable: '${pythonExecutable}'`];
  const path = pythonPath.some((root) => root !== '.') ? [`path: [${pythonPath.map((root) => `'${root}'`).join(', ')}]`] : [];
  return [...executable, ...path].join(', ');
}

function byHand(path: string): Plan['toDo'][number] {
  return { what: `${path} makes its config in a way that init cannot change.`, next: `preset: '${PRESET}',   // in what it exports` };
}
