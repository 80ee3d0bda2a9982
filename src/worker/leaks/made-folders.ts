import fs, { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { isPackageOpening } from '../../resources/os/own-openings';
import type { AnyFunction } from '../../shared/stand-in';
import { type Restore, wrapMethod } from '../../shared/wrap-method';
import { CURES } from './cures';
import type { Ending, Leak, LeakKind, Opener } from './leak';
import { type Opening, takeOf, type WhoOpens } from './opening';

interface MadeFolder extends Opening {
  readonly path: string;
  /** Where temp files lie. What is made elsewhere may be there to stay: it is told, and nobody is charged with it. */
  readonly isTemp: boolean;
}

/** Where temp folders are made on purpose, whatever TMPDIR says. */
const TEMP = ['/tmp', '/var/tmp', '/dev/shm'];

/** Temp folders that a file's code makes with `mkdtemp`, in each of its three forms. */
export class MadeFolders implements LeakKind {
  private readonly made: MadeFolder[] = [];
  private readonly kept: string[] = [];
  private restores: Restore[] = [];

  constructor(
    private readonly whoOpens: WhoOpens,
    private readonly ending: Ending,
  ) {}

  watch(): void {
    this.restores = [
      wrapMethod(fs, 'mkdtempSync', (original) => this.aroundSync(original)),
      wrapMethod(fs.promises, 'mkdtemp', (original) => this.aroundPromise(original)),
      wrapMethod(fs, 'mkdtemp', (original) => this.aroundCallback(original)),
    ];
  }

  close(): void {
    for (const restore of this.restores.splice(0).reverse()) restore();
    this.made.length = 0;
  }

  async endOf(opener: Opener): Promise<Leak[]> {
    const left = takeOf(this.made, opener).filter(({ path }) => existsSync(path));
    if (this.ending !== 'never') this.kept.push(...left.flatMap(({ path, isTemp }) => (isTemp ? [path] : [])));
    if (this.ending === 'with its test') await this.endKept();
    return left.map(({ path, openedAt, isTemp }) => ({
      kind: 'file',
      what: path,
      openedAt: openedAt.place,
      ...(isTemp && { cure: CURES.file }),
    }));
  }

  holdsFor(opener: Opener): boolean {
    return this.made.some((one) => one.opener === opener && one.isTemp && existsSync(one.path));
  }

  async endKept(): Promise<void> {
    for (const path of this.kept.splice(0)) await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }

  private note(path: unknown, opening: Opening | undefined): void {
    if (opening === undefined || (typeof path !== 'string' && !Buffer.isBuffer(path))) return;
    const whole = resolve(String(path));
    this.made.push({ ...opening, path: whole, isTemp: [tmpdir(), ...TEMP].some((folder) => whole.startsWith(`${resolve(folder)}/`)) });
  }

  private aroundSync(original: AnyFunction): AnyFunction {
    const folders = this;
    return function mkdtempSync(this: unknown, ...args) {
      const path = Reflect.apply(original, this, args);
      if (!isPackageOpening()) folders.note(path, folders.whoOpens(mkdtempSync));
      return path;
    };
  }

  private aroundPromise(original: AnyFunction): AnyFunction {
    const folders = this;
    return function mkdtemp(this: unknown, ...args) {
      const opening = folders.whoOpens(mkdtemp);
      const making = Reflect.apply(original, this, args) as Promise<string>;
      return making.then((path) => {
        folders.note(path, opening);
        return path;
      });
    };
  }

  private aroundCallback(original: AnyFunction): AnyFunction {
    const folders = this;
    return function mkdtemp(this: unknown, ...args) {
      const opening = folders.whoOpens(mkdtemp);
      const done = args.pop() as AnyFunction;
      const noteAndDone: AnyFunction = (error, path) => {
        folders.note(path, opening);
        return done(error, path);
      };
      return Reflect.apply(original, this, [...args, noteAndDone]);
    };
  }
}
