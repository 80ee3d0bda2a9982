import type { AdapterName, BridgeMode, Isolation, Layer, LmMode } from '../layers';
import type { AbortSignalLike } from './abort-signal';
import type { AskedCall } from './asked-call';
import type { CommandName } from './bridge';
import type { LmFaultReply } from './lm-call';
import type { RuleMatcher } from './rule-matcher';
import type { StreamReader } from './stream';
import type { ToolFunction } from './tool-call';

/**
 * Worker → sandbox. The environment offers one frozen facade; the package's index asks for it late, on each use, over a channel of Node's
 * that every realm shares: nothing of it is on the sandbox's global.
 *
 * Data crosses as JSON text, so that what a test gets is made of its own realm's objects and `toStrictEqual` holds. Errors cross as
 * they are (a DspexError of the outer realm) and are made again in the sandbox. Functions of the test's are called in the outer realm:
 * never use `instanceof` on what they return or on what a rule is given.
 */
export const FACADE_CHANNEL = 'dspex.facade';

/** What the sandbox publishes, and the environment of that sandbox fills in. */
export interface FacadeAsked {
  readonly global: object;
  facade?: Facade;
}

export interface Facade {
  readonly version: 1;
  /** The context of whoever asks: the running test, or the file outside of any test. Throws AMBIGUOUS_TEST when several tests run and none is in sight. */
  current(): ContextFacade;
}

export interface ContextFacade {
  readonly kind: 'file' | 'test';
  /** Unique in the run; equal keys mean the same attempt. */
  readonly key: string;
  readonly label: string;
  readonly layer: Layer;
  readonly lmMode: LmMode;
  readonly isolation: Isolation;
  readonly adapterName: AdapterName;
  readonly bridgeMode: BridgeMode;
  readonly namespace: string;
  readonly programPrefix: string;
  readonly sessionId: string;
  /** Jest's, of the project. */
  readonly rootDir: string;
  readonly seed: number;
  readonly lm: LmFacade;
  readonly resources: ResourcesFacade;
  /** Runs a bridge command on the context's adapter; opens the adapter and the context's session on first use. Text in, text out. */
  request(command: Exclude<CommandName, 'hello' | 'shutdown'>, params: string, options?: RequestOptions): Promise<string>;
  /** The next number for a name, from 1: `nextOrdinal('program')`. The same on every run. */
  nextOrdinal(name: string): number;
  /** For the report: JSON text of EvaluationFacts. */
  tellEvaluation(facts: string): void;
  /** Runs when the context closes, in reverse order; every clean-up runs, the first error is kept and fails the test. */
  onCleanup(cleanup: () => unknown): void;
}

export interface RequestOptions {
  readonly timeoutMs?: number | undefined;
  /** An AbortSignal of either realm. */
  readonly signal?: AbortSignalLike | undefined;
  /** Node functions that Python calls back as tools of the program being created. */
  readonly tools?: Readonly<Record<string, ToolFunction>> | undefined;
  /** Told of each LM call that the request makes, by its id in the journal. */
  readonly onCall?: ((callId: string) => void) | undefined;
  /** Sent ahead: it runs right after the latest of the same turn. */
  readonly turn?: object | undefined;
  /** Of `stream`. */
  readonly reader?: StreamReader | undefined;
}

/** What one context has on the machine. All of it is given back when the context closes; `openedAt` is the user's line. */
export interface ResourcesFacade {
  port(openedAt: string): Promise<HeldFacade & { readonly port: number }>;
  spawn(request: SpawnRequest, openedAt: string): Promise<ProcessFacade>;
  tempDir(): HeldFacade & { readonly path: string };
  tempFile(name: string | undefined, content: string | Uint8Array): HeldFacade & { readonly path: string };
  trackPort(port: number, openedAt: string): HeldFacade;
  trackProcess(pid: number, openedAt: string): HeldFacade;
  trackFile(path: string, openedAt: string): HeldFacade;
  /** What the tests of this worker share under a name: `start` runs for the first who asks, what it opens belongs to the thing itself. */
  share(name: string, start: () => Promise<SharedStart>): Promise<SharedStart>;
}

/** What the start of a shared thing gave. */
export interface SharedStart {
  /** As it is, for the file that started it; undefined for any other. */
  readonly value: unknown;
  /** For other files: JSON text, and what stands in it for things that are made again. Null: it cannot leave its file. */
  readonly portable: { readonly text: string; readonly handles: readonly SharedHandle[] } | null;
}

export type SharedHandle =
  | { readonly kind: 'process'; readonly facade: ProcessFacade }
  | { readonly kind: 'port'; readonly facade: HeldFacade & { readonly port: number } }
  | { readonly kind: 'path'; readonly facade: HeldFacade & { readonly path: string } };

export interface HeldFacade {
  release(): Promise<void>;
}

export interface SpawnRequest {
  readonly command: string;
  readonly args: readonly string[];
  /** Relative to rootDir; null: rootDir. */
  readonly cwd: string | null;
  /** Over the test's own variables; undefined takes one away. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What must be so before the process is handed over: a line of it, or a port that is listened on. */
  readonly ready: LineWait | { readonly port: number; readonly timeoutMs: number } | null;
}

export interface LineWait {
  readonly matches: (line: string) => boolean;
  /** What is waited for, in an error. */
  readonly what: string;
  readonly timeoutMs: number;
}

export interface ProcessFacade {
  readonly pid: number;
  /** The end of what it has said, stdout and stderr as they came. */
  output(): string;
  write(text: string): void;
  /** Each whole line of its stdout from now on, however long it is. */
  eachLine(onLine: (line: string) => void): void;
  closeInput(): void;
  /** JSON text of { code, signal }. */
  ended(): Promise<string>;
  waitForLine(wait: LineWait): Promise<string>;
  release(): Promise<void>;
}

/** The LM of one context: its scope of rules and its journal. */
export interface LmFacade {
  addRule(matcher: RuleMatcher, declaredAt: string): RuleHandle;
  /** `reply` undefined: typed defaults answer what no rule matches. */
  otherwise(reply: unknown): void;
  expectMiss(count: number): void;
  expectProblem(code: string, count: number): void;
  /** Throws RULE_UNUSED. */
  assertAllUsed(): void;
  normalize(change: (text: string) => string): void;
  /** JSON text of { url, env }. */
  gateway(): Promise<string>;
  /** JSON text of { url, env }, for DSPy in a process of the test's own. */
  testLm(): Promise<string>;
  /** Without secrets: what is printed or written. */
  redact(text: string): string;
  /** Without what differs between runs and machines, and without secrets. */
  stable(text: string): string;
  /** JSON text of JournalCall[]. `of`: those alone, by their ids. */
  calls(of?: readonly string[]): string;
}

export interface RuleError {
  readonly status: number;
  readonly message?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** The provider's own code, as OpenAI's `context_length_exceeded`. */
  readonly code?: string | undefined;
  /** The same of a 429 that names its quota, as Gemini's `quotaId`. */
  readonly quotaId?: string | undefined;
}

/** Each method changes the rule; the sandbox's fluent object forwards to it. */
export interface RuleHandle {
  times(count: number): void;
  delay(ms: number): void;
  reply(reply: unknown): void;
  replyOnce(reply: unknown): void;
  replyWithError(error: RuleError): void;
  replyWithFault(fault: LmFaultReply['fault']): void;
  stream(chunks: readonly string[], everyMs: number, cutAfter: number | null): void;
  callTool(name: string, args: Readonly<Record<string, unknown>>): void;
}

/** One LM call as a test reads it (`dspex.lm.calls`). */
export interface JournalCall extends AskedCall {
  readonly callId: string;
  /** Signature inputs, in the encoding of shared/values; null on a call without a signature. */
  readonly inputs: Readonly<Record<string, unknown>> | null;
  /** Fields of the reply in the same encoding, or null. */
  readonly outputs: Readonly<Record<string, unknown>> | null;
  readonly text: string | null;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: Readonly<Record<string, unknown>> }[];
  readonly error: { readonly status: number; readonly message: string } | null;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  /** What was billed for it; 0 for everything but `real`. */
  readonly costUsd: number;
  readonly source: 'rule' | 'default' | 'cassette' | 'real' | 'miss';
  readonly ruleDeclaredAt: string | null;
  readonly durationMs: number;
}
