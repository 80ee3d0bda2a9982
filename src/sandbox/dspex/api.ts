import type { AdapterName, Isolation, Layer, LmMode } from '../../shared/layers';
import type { GetContext } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import { installMatchers } from '../lm/install-matchers';
import { type Lm, lmView } from '../lm/lm';
import { type AdapterView, adapterView, type BridgeView, bridgeView } from '../programs/adapter-view';
import { type Programs, programsIn } from '../programs/programs';
import { openSession, type Session } from '../programs/session';
import { type Resources, resourcesView } from '../resources/resources';

/** What a test has: its ids, its LM, its programs, its clean-ups. */
export interface Dspex extends Programs {
  readonly layer: Layer;
  readonly lmMode: LmMode;
  readonly isolation: Isolation;
  readonly adapterName: AdapterName;
  /** The same on every run, different for every test and attempt. */
  readonly namespace: string;
  readonly programPrefix: string;
  readonly sessionId: string;
  /** The seed of Python's random numbers in this test. */
  readonly seed: number;
  readonly adapter: AdapterView;
  readonly bridge: BridgeView;
  readonly lm: Lm;
  readonly resources: Resources;
  /**
   * Opens a further session: a namespace of programs that no other test can see. Closed for you when the test ends.
   *
   * @example
   * const session = await dspex.openSession();
   * await session.createProgram({ signature: 'question -> answer' });
   */
  openSession(name?: string): Promise<Session>;
  /** Runs when the test, or, outside of one, the file, is over: in reverse order, each one even when others fail. */
  onCleanup(cleanup: () => unknown): void;
}

/** The API over a context. Every member asks for it late, so one object serves all tests of a file. */
export function makeApi(getContext: GetContext): Dspex {
  const lm = lmView(getContext);
  return {
    get layer() {
      return getContext().layer;
    },
    get lmMode() {
      return getContext().lmMode;
    },
    get isolation() {
      return getContext().isolation;
    },
    get adapterName() {
      return getContext().adapterName;
    },
    get namespace() {
      return getContext().namespace;
    },
    get programPrefix() {
      return getContext().programPrefix;
    },
    get sessionId() {
      return getContext().sessionId;
    },
    get seed() {
      return getContext().seed;
    },
    adapter: adapterView(getContext),
    bridge: bridgeView(getContext),
    get lm() {
      installMatchers();
      return lm;
    },
    resources: resourcesView(getContext),
    ...programsIn(getContext, () => getContext().sessionId),
    openSession: (name) => openSession(getContext, name),
    onCleanup: (cleanup) => remade(() => getContext().onCleanup(cleanup)),
  };
}
