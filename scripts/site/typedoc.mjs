import { join } from 'node:path';
import { ROOT } from '../stamp.mjs';

/** What can be imported, by the last part of its name. */
const ENTRIES = {
  'jest-preset': 'src/sandbox/index',
  factories: 'factories/index',
  config: 'src/config/define-dspex',
  'with-dspex': 'src/worker/with-dspex',
};

/** A file for each entry: pages are named after files, and sources have names that no user types. */
export function entryFiles() {
  return Object.entries(ENTRIES).map(([name, source]) => ({
    path: `entries/${name}.ts`,
    text: `export * from '${join(ROOT, source)}.js';\n`,
  }));
}

/** As the package is compiled, with the entries besides. */
export function typedocTsconfig() {
  return { extends: join(ROOT, 'tsconfig.json'), include: ['entries/*.ts'], compilerOptions: { noEmit: true } };
}

/** What can be imported, from its docstrings, as pages in Markdown. */
export function typedocOptions(site) {
  return {
    name: 'API',
    entryPoints: Object.keys(ENTRIES).map((name) => join(site, 'entries', `${name}.ts`)),
    tsconfig: join(site, 'tsconfig.json'),
    out: join(site, 'api'),
    plugin: [join(site, 'node_modules/typedoc-plugin-markdown/dist/index.js')],
    entryFileName: 'index',
    readme: 'none',
    hideBreadcrumbs: true,
    hidePageHeader: true,
    disableSources: true,
    excludeInternal: true,
    useCodeBlocks: true,
    parametersFormat: 'table',
    interfacePropertiesFormat: 'table',
    typeDeclarationFormat: 'table',
    // Types of other packages are named there, and documented where they come from.
    validation: { notExported: false },
  };
}
