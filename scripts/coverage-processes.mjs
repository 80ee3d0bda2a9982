import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mergeProcessCovs } from '@bcoe/v8-coverage';

const SWEEP_MS = 5_000;
/** A file of the build, in the clone or as it is staged: what V8 calls it, and what it is called in `dist`. */
const OF_THE_BUILD = /^file:\/\/.*?\/(?:\.stage\/node_modules\/@dspex\/jest-preset\/)?dist\/((?:src|factories)\/.+\.js)$/;

/**
 * Adds up what Node processes leave in a folder, and removes it: each leaves megabytes, nearly all of it about other people's code.
 *
 * A file that cannot be read is being written, or its process was killed while it wrote: it is tried again until the end.
 */
export class CountedInProcesses {
  counted = { result: [] };
  processes = 0;
  #timer;

  constructor(folder) {
    this.folder = folder;
  }

  start() {
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS);
  }

  /** Takes what is left; gives how many files could not be read. */
  stop() {
    clearInterval(this.#timer);
    return this.sweep();
  }

  sweep() {
    let unreadable = 0;
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      const written = parsed(readFileSync(path, 'utf8'));
      if (written === undefined) {
        unreadable += 1;
        continue;
      }
      this.add(written.result);
      rmSync(path);
    }
    return unreadable;
  }

  add(scripts) {
    const ours = scriptsOfBuild(scripts);
    if (ours.length === 0) return;
    this.processes += 1;
    // The same file twice: each Jest sandbox loads its own.
    this.counted = mergeProcessCovs([this.counted, ...ours.map((script) => ({ result: [script] }))]);
  }
}

/** Of all that a process loaded, the package's own files, under their names in `dist`. */
export function scriptsOfBuild(scripts) {
  return scripts.flatMap((script) => {
    const name = OF_THE_BUILD.exec(script.url)?.[1];
    return name === undefined ? [] : [{ ...script, url: name }];
  });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
