import { type Dspex, makeApi } from './api';
import { currentContext } from './context';
import { installMatchers } from './install-matchers';

export { DspexError, type ErrorCode } from '../shared/errors';
export type { AdapterName, Isolation, Layer, LmMode } from '../shared/layers';
export type { DspexOptionsInput as DspexOptions } from '../shared/options';
export type { FieldSpec, FieldSpecs, SignatureInput, TypedSignature } from '../shared/signature';
export type { AdapterView, BridgeView } from './adapter-view';
export type { Dspex } from './api';
export { initTestLm, type TestLmAddress } from './init-test-lm';
export { type IsolatedTest, type IsolatedTestOptions, isolatedTest, type TestContext } from './isolated-test';
export type { Lm, LmCallRecord, PromptPattern, Reply, RuleBuilder, RuleCall } from './lm';
export type {} from './matcher-types';
export type { ExecuteOptions, Execution, Program } from './program';
export type { LoadOptions, ProgramSpec, ProgramTool } from './programs';
export type { Held, HeldPort, Resources, SpawnOptions, StartedProcess, TempPath } from './resources';
export type { Session } from './session';
export type { Inputs, Outputs } from './signature-types';

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
