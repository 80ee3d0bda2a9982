import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../scripts/stamp.mjs';

/** A file for each row, written after each round: what a run that was cut off has measured is there. */
export class Store {
  constructor(name) {
    this.folder = join(ROOT, '.stage/bench', name);
  }

  read(row) {
    const path = this.pathOf(row);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
  }

  write(row, result) {
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(this.pathOf(row), JSON.stringify(result));
  }

  remove(row) {
    rmSync(this.pathOf(row), { force: true });
  }

  pathOf({ name }) {
    return join(this.folder, `${slugOf(name)}.json`);
  }
}

export function slugOf(name) {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
