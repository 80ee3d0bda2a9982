import { TestEnvironment } from 'jest-environment-node';
import { type EnvironmentClass, withDspex } from './with-dspex';

/** jest-environment-node with dspex, for files of layer unit: `@jest-environment @dspex/jest-preset/unit`. */
const DspexNodeEnvironment: EnvironmentClass = withDspex(TestEnvironment as unknown as EnvironmentClass, 'unit');

export default DspexNodeEnvironment;
