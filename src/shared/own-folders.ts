import { existsSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

/** `src/` or `dist/src/` of this package, with the separator at its end: frames below it are the package's own. */
export const OWN_SOURCES = join(dirname(__dirname), sep);

/** The folder of this package's package.json: the sources run from `src` and from `dist/src`. */
export const PACKAGE_FOLDER = [join(OWN_SOURCES, '..'), join(OWN_SOURCES, '../..')].find((folder) =>
  existsSync(join(folder, 'package.json')),
) as string;

/** The folder that holds the Python package `dspex_bridge`. */
export const PYTHON_PACKAGE_FOLDER = join(PACKAGE_FOLDER, 'python');
/** What a Python of a run is started with. */
export const PYTHON_START_FILE = join(PYTHON_PACKAGE_FOLDER, 'dspex_bridge', 'start.py');
