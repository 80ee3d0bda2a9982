import type { AdapterName, Isolation, LmMode } from '../layers';

/** What of a resolved test or file decides about its Python process. */
interface Decided {
  readonly lmMode: LmMode;
  readonly isolation: Isolation;
  readonly adapter: AdapterName;
  /** It runs beside other tests of its file. */
  readonly concurrent?: boolean;
}

/** Where the programs of a test or of a file live, and what becomes of the processes that hold them. */
export interface ProcessOfTest {
  /**
   * Which Python process it uses. `none`: there is no Python. `own`: one that ends with it. `leased`: one that it has while it runs; it is
   * reset afterwards, and the next test takes it over. `file`: that of the file's own context.
   */
  readonly process: 'none' | 'own' | 'leased' | 'file';
  /** Whose session its programs live in, with Python and without: in the file's session it sees what the file made, itself. */
  readonly session: 'own' | 'file';
  /** What its own session begins as: empty, or a copy of what the file made. */
  readonly startsAs: 'fresh' | 'copy';
  /** The most Python processes that it has at once; 0: there is no Python. */
  readonly maxProcesses: number;
}

/** `file`: what the test's file runs under; undefined where that is what is asked for. */
export function processOfTest(decided: Decided, maxPoolSize: number, file: Decided | undefined): ProcessOfTest {
  const session = file !== undefined && sharesSession(decided, file) ? 'file' : 'own';
  return {
    process: processOf(decided, session, file),
    session,
    startsAs: file !== undefined && takesCopy(decided, file) ? 'copy' : 'fresh',
    maxProcesses: maxProcessesOf(decided.adapter, maxPoolSize),
  };
}

/** Programs of one adapter are none of another's, and a process has one LM mode for all who use it. */
function sharesSession(test: Decided, file: Decided): boolean {
  return test.isolation === 'namespace' && !meetsOthers(test) && test.adapter === file.adapter && test.lmMode === file.lmMode;
}

/** A Python process has one environment and one state of random numbers: tests that run at once cannot have theirs in the same one. */
function meetsOthers({ isolation, adapter, concurrent }: Decided): boolean {
  return isolation === 'namespace' && concurrent === true && adapter !== 'mock';
}

/** A mock's programs and Python's are of different kinds: neither can be copied into the other. */
function takesCopy(test: Decided, file: Decided): boolean {
  return (test.isolation === 'full' || meetsOthers(test)) && (test.adapter === 'mock') === (file.adapter === 'mock');
}

function processOf(test: Decided, session: 'own' | 'file', file: Decided | undefined): ProcessOfTest['process'] {
  if (test.adapter === 'mock') return 'none';
  if (session === 'file') return 'file';
  return file === undefined || test.isolation === 'full' || meetsOthers(test) ? 'own' : 'leased';
}

function maxProcessesOf(adapter: AdapterName, maxPoolSize: number): number {
  if (adapter === 'mock') return 0;
  return adapter === 'python_pool' ? maxPoolSize : 1;
}
