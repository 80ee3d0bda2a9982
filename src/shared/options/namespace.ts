import { createHash } from 'node:crypto';

export interface Namespace {
  readonly namespace: string;
  readonly programPrefix: string;
  readonly sessionId: string;
  /** 0 … 2^32-1, from the same text and the run's seed: the test's seed. */
  readonly seed: number;
}

export interface NamespaceParts {
  /** Relative to rootDir, so that two machines agree. */
  readonly file: string;
  /** Full test name; undefined for the file itself. */
  readonly testName?: string | undefined;
  /** The same without secrets: folders and programs are named after it. Default: the name. */
  readonly shownName?: string | null | undefined;
  /** From 0, among tests of the same full name in the file. */
  readonly ordinal?: number | undefined;
  /** From 1. */
  readonly attempt?: number | undefined;
  /** The run's. Default: 0. */
  readonly runSeed?: number | undefined;
}

/** The ids of a test or a file: the same on every run and every machine, different for every attempt. */
export function namespaceOf({ file, testName, shownName = testName, ordinal = 0, attempt = 1, runSeed = 0 }: NamespaceParts): Namespace {
  const test = [file.split('\\').join('/'), testName ?? null, ordinal];
  const identity = JSON.stringify([...test, attempt]);
  const digest = createHash('sha256').update(identity).digest();
  const namespace = `${slugOf(shownName ?? baseNameOf(file))}_${digest.toString('hex').slice(0, 10)}`;
  // The seed leaves the attempt out: a retried test sees the same random numbers.
  const seeded = createHash('sha256')
    .update(JSON.stringify([...test, runSeed]))
    .digest();
  return { namespace, programPrefix: `${namespace}_`, sessionId: `session_${namespace}`, seed: seeded.readUInt32BE(0) };
}

function baseNameOf(file: string): string {
  return (file.split(/[\\/]/).pop() ?? file).replace(/(\.(test|spec))?\.[cm]?[jt]sx?$/, '');
}

function slugOf(text: string): string {
  const slug = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return slug.slice(0, 24).replace(/_+$/, '') || 'test';
}
