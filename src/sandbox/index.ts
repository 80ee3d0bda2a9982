import { type Dspex, makeApi } from './dspex/api';
import { currentContext } from './facade/current-context';
import { installMatchers } from './matchers/install-matchers';

export type { AskedCall, AskedFields, AskedMessage, Sampling, ToolResult } from '../shared/boundaries/asked-call';
export type { LmErrorParts, LmReplyParts, SaidError, SaidReply } from '../shared/boundaries/said-reply';
export { DspexError, type ErrorCode } from '../shared/errors';
export type { AdapterName, Isolation, Layer, LmMode } from '../shared/layers';
export type { DspexOptionsInput as DspexOptions } from '../shared/options/options';
export type { FieldSpec, FieldSpecs, SignatureInput, TypedSignature } from '../shared/signature/signature';
export type { Dspex } from './dspex/api';
export type { Devset } from './evaluate/devset';
export type { EvaluatedExample, EvaluateOptions, Evaluation, Metric, Score } from './evaluate/evaluation';
export { type IsolatedTest, type IsolatedTestOptions, isolatedTest, type TestContext } from './isolated-test/isolated-test';
export type { Judge, SatisfyOptions } from './judge/judge';
export type { Lm, LmCallRecord, Reply, RuleBuilder } from './lm/lm';
export type { CallPattern, PromptPattern } from './lm/pattern';
export type { RuleCall } from './lm/rule-call';
export { lmError, lmReply } from './lm/said';
export type {} from './matchers/matcher-types';
export type { McpServer, McpSpec } from './mcp/mcp-types';
export type { About, OptimizeMetric, OptimizeOptions, OptimizerName } from './optimize/optimization';
export type { AdapterView, BridgeView } from './programs/adapter-view';
export type { EmbedOptions } from './programs/embed';
export type { ExecuteOptions, Execution } from './programs/execution';
export { initTestLm, type TestLmAddress } from './programs/init-test-lm';
export type { LoadModule, LoadOptions } from './programs/load-module';
// By a star: an interface that is exported by its name cannot be added to.
export type * from './programs/module-types';
export type { Program } from './programs/program';
export type { ProgramSpec } from './programs/programs';
export type { Session, SessionOptions } from './programs/session';
export type { Inputs, Outputs } from './programs/signature-types';
export type {
  FieldPiece,
  ProgramStream,
  StatusMessages,
  StatusPiece,
  StreamedField,
  StreamOptions,
  StreamPiece,
  ValuePiece,
} from './programs/stream-types';
export type { NodeTool, ProgramTool, ToolCall } from './programs/tools';
export type { Held, HeldPort, Resources, SpawnOptions, StartedProcess, TempPath } from './resources/resources';

/**
 * The running test's namespace, LM and programs; outside of a test, the file's.
 *
 * @example
 * dspex.lm.when({ question: /weather/ }).reply({ answer: 'sunny' });
 * const { outputs } = await dspex.run('question -> answer', { question: 'The weather?' });
 */
export const dspex: Dspex = makeApi(currentContext);

// Importing the package is what installs its matchers; outside of Jest there is nothing to install them on.
installMatchers();
