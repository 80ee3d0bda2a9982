import type { ContextFacade, HeldFacade, SharedHandle } from '../../shared/boundaries/facade';
import { asyncDispose } from '../facade/async-dispose';
import type { GetContext } from '../facade/current-context';
import { declaredAt } from '../facade/declared-at';
import { remade, remadeLater } from '../facade/own-realm';
import { checkedCleanup, checkedContent, checkedName, checkedPath, checkedPid, checkedPort } from './resource-problem';
import { type Handles, shareValue } from './share';
import { processView, type SpawnOptions, type StartedProcess, spawnProcess } from './started-process';

export type { SpawnOptions, StartedProcess } from './started-process';

/** Given back when the test, or, outside of one, the file, is over; earlier by `release` or `await using`. */
export interface Held extends AsyncDisposable {
  release(): Promise<void>;
}

/** A port of this machine, held. */
export interface HeldPort extends Held {
  readonly port: number;
}

/** A file or folder that is removed; absolute. */
export interface TempPath extends Held {
  readonly path: string;
}

/** What a test has on the machine. All of it is given back when the test is over, in reverse order, however it ends. */
export interface Resources {
  /**
   * A free port of this machine that no other test, worker or run gets while it is held.
   *
   * @example
   * const { port } = await dspex.resources.port();
   * server.listen(port);
   */
  port(): Promise<HeldPort>;
  /**
   * Starts a process; it and all it starts end with the test. Its SDKs are answered by the test's LM rules.
   * Throws PROCESS_NOT_STARTED; with `readyWhen` also PROCESS_NOT_READY, with the last lines it said.
   *
   * @example
   * const server = await dspex.resources.spawn('node', ['server.js', String(port)], { readyWhen: /listening/ });
   */
  spawn(command: string, args?: readonly string[], options?: SpawnOptions): Promise<StartedProcess>;
  /** An empty folder. A failed test's is kept (`retainOnFailure`), and the summary says where. */
  tempDir(): Promise<TempPath>;
  /** A file with that content (default: none) in a folder of its own, under that name (default: one is made up). */
  tempFile(name?: string, content?: string | Uint8Array): Promise<TempPath>;
  /** Runs when the test is over. */
  onCleanup(cleanup: () => unknown): Held;
  /** A port that something of yours listens on: nobody may any more when the test is over. */
  trackPort(port: number): Held;
  /**
   * A process that you started: it and all it started end with the test. Throws RESOURCE_INVALID for one that has no pid yet.
   *
   * @example
   * dspex.resources.trackProcess(execa('node', ['server.js']));
   */
  trackProcess(childOrPid: number | { readonly pid?: number | undefined }): Held;
  /** A file or folder that you made: removed when the test is over. */
  trackFile(path: string): Held;
  /**
   * What all tests of a worker use under a name, started for the first who asks. What `start` opens is nobody's leak. Plain data, with what
   * `dspex.resources` opened, is there until the worker ends; anything else until its file does, and the next file starts its own.
   *
   * @example
   * const server = await dspex.resources.share('server', () => dspex.resources.spawn('node', ['server.js'], { readyWhen: /ready/ }));
   */
  share<T>(name: string, start: () => T | Promise<T>): Promise<T>;
}

/** The objects that were given in this file. */
const handles: Handles = new WeakMap();

export function resourcesView(getContext: GetContext): Resources {
  const track = (begin: (context: ContextFacade) => HeldFacade): Held => held(remade(() => begin(getContext())));
  const view: Resources = {
    async port() {
      const openedAt = declaredAt(view.port);
      return given({ kind: 'port', facade: await remadeLater(() => getContext().resources.port(openedAt)) });
    },
    async spawn(command, args = [], options = {}) {
      const openedAt = declaredAt(view.spawn);
      return given({ kind: 'process', facade: await spawnProcess(getContext, { command, args, options, openedAt }) });
    },
    async tempDir() {
      return given({ kind: 'path', facade: remade(() => getContext().resources.tempDir()) });
    },
    async tempFile(name, content = '') {
      return given({ kind: 'path', facade: remade(() => getContext().resources.tempFile(checkedName(name), checkedContent(content))) });
    },
    onCleanup: (cleanup) => onceAtEnd(getContext, checkedCleanup(cleanup)),
    trackPort: (port) => track((context) => context.resources.trackPort(checkedPort(port), declaredAt(view.trackPort))),
    trackProcess: (child) => track((context) => context.resources.trackProcess(checkedPid(child), declaredAt(view.trackProcess))),
    trackFile: (path) => track((context) => context.resources.trackFile(checkedPath(path), declaredAt(view.trackFile))),
    share: (name, start) => shareValue(getContext, { name, start, handles, makeAgain }),
  };
  return view;
}

function onceAtEnd(getContext: GetContext, cleanup: () => unknown): Held {
  let running: Promise<void> | undefined;
  const once = async (): Promise<void> => {
    running ??= Promise.resolve(cleanup()).then(() => undefined);
    return running;
  };
  remade(() => getContext().onCleanup(once));
  return { release: once, [asyncDispose]: once };
}

/** What a test gets of it; known, so that it can be shared with other files. */
function given<H extends SharedHandle>(handle: H): ViewOf<H> {
  const view = makeAgain(handle);
  handles.set(view, handle);
  return view as ViewOf<H>;
}

type ViewOf<H extends SharedHandle> = H extends { kind: 'process' } ? StartedProcess : H extends { kind: 'port' } ? HeldPort : TempPath;

/** Of this realm, though another file's. */
function makeAgain({ kind, facade }: SharedHandle): HeldPort | TempPath | StartedProcess {
  if (kind === 'process') return processView(facade);
  return kind === 'port' ? { ...held(facade), port: facade.port } : { ...held(facade), path: facade.path };
}

function held(facade: HeldFacade): Held {
  const release = (): Promise<void> => remadeLater(() => facade.release());
  return { release, [asyncDispose]: release };
}
