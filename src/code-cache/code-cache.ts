import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { PACKAGE_VERSION } from '../shared/own-version';
import { stateFolder } from '../shared/state-folder';
import { type Compiled, compiledOf, readCode, writeCode } from './code-file';

/** Jest's exit code of a run to its end, where tests failed. */
const FAILED_TESTS = 1;
const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;

interface Ran {
  readonly source: number;
  readonly script: Script;
}

/**
 * What V8 compiled of the package's files in earlier runs, in the user's cache folder: compiling is most of what a start takes. It is left
 * alone under coverage, which counts less exactly then, and where NODE_DISABLE_COMPILE_CACHE asks for it, as in Node itself.
 */
export class CodeCache {
  private readonly file: string | undefined;
  private readonly compiled = new Map<string, Ran>();
  private kept: ReadonlyMap<string, Compiled> | undefined;

  /** `dist`: the folder of the files. Compiled code keeps the path it was compiled from, which stacks then name: each installation has its own. */
  constructor(env: NodeJS.ProcessEnv, dist: string) {
    if (env.NODE_V8_COVERAGE || env.NODE_DISABLE_COMPILE_CACHE) return;
    const folder = env.NODE_COMPILE_CACHE || stateFolder('cache', env);
    // V8's tag stands for its version, its flags and the processor.
    const tag = cachedDataVersionTag().toString(16);
    this.file = join(folder, 'dspex-code', `${PACKAGE_VERSION}-${tag}-${crc32(dist).toString(16).padStart(8, '0')}.bin`);
  }

  /** A function of this source, without what is compiled already. */
  compile(name: string, text: string, filename: string): unknown {
    const source = this.file === undefined ? 0 : crc32(text);
    const known = this.find(name, source);
    const script = new Script(text, {
      filename,
      ...(known !== undefined && { cachedData: known.data }),
    });
    if (known === undefined || script.cachedDataRejected === true) this.saveAtEnd(name, { source, script });
    return script.runInThisContext();
  }

  private find(name: string, source: number): Compiled | undefined {
    if (this.file === undefined) return undefined;
    this.kept ??= unlessFails(() => readCode(this.file as string)) ?? new Map();
    const known = this.kept.get(name);
    return known?.source === source && crc32(known.data) === known.sum ? known : undefined;
  }

  /**
   * By then the functions are compiled that a run needs. What is there already stays as it is: all of it is read at each start, and with the
   * functions of every run it would take as long as compiling.
   */
  private saveAtEnd(name: string, ran: Ran): void {
    if (this.file === undefined) return;
    this.compiled.set(name, ran);
    if (this.compiled.size > 1) return;
    process.once('exit', (code) => {
      // Who ends a run by a signal waits for its end.
      if (code <= FAILED_TESTS) this.save(this.file as string);
    });
  }

  private save(file: string): void {
    const made = [...this.compiled].map(([name, { source, script }]) => [name, compiledOf(source, script.createCachedData())] as const);
    // Another process of the run may have written by now, and opened other rooms.
    const kept = unlessFails(() => readCode(file)) ?? [];
    unlessFails(() => {
      writeCode(file, new Map([...kept, ...made]));
      removeOld(dirname(file));
    });
  }
}

/** Of a Node or an installation that is gone. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > KEPT_DAYS * DAY_MS) rmSync(path);
  }
}

/** A folder that cannot be read or written costs time, and nothing else. */
function unlessFails<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
