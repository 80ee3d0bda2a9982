import { TestEnvironment } from 'jest-environment-jsdom';
import { type EnvironmentClass, withDspex } from '../../../src/worker/with-dspex';

/** The environment under test over jsdom, whose XMLHttpRequest asks before it asks. */
export default withDspex(TestEnvironment as unknown as EnvironmentClass);
