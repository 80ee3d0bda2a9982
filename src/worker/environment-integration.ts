import { TestEnvironment } from 'jest-environment-node';
import { type EnvironmentClass, withDspex } from './with-dspex';

/** jest-environment-node with dspex, for files of layer integration: `@jest-environment @dspex/jest-preset/integration`. */
const DspexNodeEnvironment: EnvironmentClass = withDspex(TestEnvironment as unknown as EnvironmentClass, 'integration');

export default DspexNodeEnvironment;
