import type { ErrorCode } from '../../shared/errors';
import type { AdapterName, Isolation, Layer, LmMode } from '../../shared/layers';
import { type Evaluations, evaluationView } from '../evaluate/evaluation-view';
import type { GetContext } from '../facade/current-context';
import { remade } from '../facade/own-realm';
import { type Lm, lmView } from '../lm/lm';
import { installMatchers } from '../matchers/install-matchers';
import { type Mcp, mcpIn } from '../mcp/mcp';
import { type Optimizations, optimizationView } from '../optimize/optimization-view';
import { type AdapterView, adapterView, type BridgeView, bridgeView } from '../programs/adapter-view';
import { type DspyValues, dspyValues } from '../programs/dspy-values';
import { type Embed, embedIn } from '../programs/embed';
import { type Programs, programsIn } from '../programs/programs';
import { openSession, type Session, type SessionOptions } from '../programs/session';
import { type NodeTool, tool } from '../programs/tools';
import { checkedCleanup } from '../resources/resource-problem';
import { type Resources, resourcesView } from '../resources/resources';

/**
 * What a test has: its ids, its LM, its programs, its clean-ups. To use any of it throws NOT_IN_ENVIRONMENT where no environment of this
 * package runs the file.
 */
export interface Dspex extends Programs, DspyValues, Evaluations, Optimizations, Embed, Mcp {
  /** How much is real for this test: `unit` nothing, `integration` Python, `e2e` Python and the LM. */
  readonly layer: Layer;
  /** Who answers an LM call that no rule matches: typed defaults (`mock`), recordings (`cached`), the provider (`real`). */
  readonly lmMode: LmMode;
  /** What the test shares with its neighbours: nothing (`full`), a process after them (`session`), a process beside them (`namespace`). */
  readonly isolation: Isolation;
  /** Where its programs run: `mock` in Node; `bridge_mock` and `python_port` in one Python process; `python_pool` in several. */
  readonly adapterName: AdapterName;
  /** An id of this attempt, such as `answers_politely_1a2b3c4d5e`: the same on every run, different for every test and attempt. */
  readonly namespace: string;
  /** Stands before the id of every program that the test makes. */
  readonly programPrefix: string;
  /** The session that its programs live in; under `namespace` it is the file's. */
  readonly sessionId: string;
  /** The seed of Python's random numbers in this test, an integer that follows from DSPEX_SEED and the test's name. */
  readonly seed: number;
  /** Its programs by id: what a caller of your own that only knows ids needs. */
  readonly adapter: AdapterView;
  /** The Python process behind the programs: is it there, what does it hold, which model does it ask. */
  readonly bridge: BridgeView;
  /** Rules that answer its LM calls, and the calls that were made. */
  readonly lm: Lm;
  /** Ports, processes, files and folders that are given back when the test is over. */
  readonly resources: Resources;
  /**
   * A tool whose arguments are typed by its schema, for `createProgram` and `loadModule`. Arguments that the schema refuses do not reach
   * `run`: the agent observes what is wrong with them.
   *
   * @example
   * const find = dspex.tool({ name: 'find', parameters: z.object({ id: z.number() }), run: ({ id }) => orders[id] });
   */
  tool<A = Record<string, unknown>>(spec: NodeTool<A>): NodeTool<A>;
  /**
   * Opens a further session: a namespace of programs that no other test can see. Closed for you when the test ends.
   *
   * A name becomes part of its id; default: a number. `{ id }` is the whole id.
   *
   * @example
   * const session = await dspex.openSession();
   * await session.createProgram({ signature: 'question -> answer' });
   */
  openSession(given?: string | SessionOptions): Promise<Session>;
  /**
   * Runs when the test, or, outside of one, the file, is over: in reverse order, each one even when others fail. What it throws fails the
   * test; so does one that takes longer than the layer's limit, or the test's `timeoutMs` (TIMEOUT).
   *
   * @example
   * dspex.onCleanup(() => server.close());
   */
  onCleanup(cleanup: () => unknown): void;
  /**
   * Says that the test is about a refusal: so many problems with this code fail it no more, and fewer do (PROBLEM_EXPECTED). The same
   * problem of a client that tries again counts once. For calls that no rule answers, `dspex.lm.expectMiss()` says the same.
   *
   * `count` defaults to 1. Throws RULE_INVALID for a code that no error has.
   *
   * @example
   * dspex.expectProblem('EGRESS_REFUSED');
   * await expect(program.execute({ url: 'https://example.com' })).rejects.toThrow('example.com');
   */
  expectProblem(code: ErrorCode, count?: number): void;
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
    ...evaluationView(getContext),
    ...optimizationView(getContext),
    ...embedIn(getContext),
    ...mcpIn(getContext),
    ...programsIn(getContext, () => getContext().sessionId),
    tool,
    ...dspyValues,
    openSession: (given) => openSession(getContext, typeof given === 'string' ? { name: given } : given),
    onCleanup: (cleanup) => remade(() => getContext().onCleanup(checkedCleanup(cleanup))),
    expectProblem: (code, count = 1) => remade(() => getContext().lm.expectProblem(code, count)),
  };
}
