import { TestEnvironment } from 'jest-environment-node';
import { type EnvironmentClass, withDspex } from './with-dspex';

/** The environment of the preset: jest-environment-node with dspex. Tests that declare no layer run in that of TEST_MODE, or unit. */
const DspexNodeEnvironment: EnvironmentClass = withDspex(TestEnvironment as unknown as EnvironmentClass);

export default DspexNodeEnvironment;
