import { TestEnvironment } from 'jest-environment-node';
import { type EnvironmentClass, withDspex } from './with-dspex';

/** jest-environment-node with dspex, for files of layer e2e: `@jest-environment @dspex/jest-preset/e2e`. */
const DspexNodeEnvironment: EnvironmentClass = withDspex(TestEnvironment as unknown as EnvironmentClass, 'e2e');

export default DspexNodeEnvironment;
