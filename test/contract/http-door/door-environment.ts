import { TestEnvironment } from 'jest-environment-node';
import { type EnvironmentClass, withDspex } from '../../../src/worker/with-dspex';

/** The environment under test, from the sources, so that the clients really run inside of a Jest sandbox. */
export default withDspex(TestEnvironment as unknown as EnvironmentClass);
