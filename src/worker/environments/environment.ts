import type { EnvironmentClass } from '../with-dspex';
import { environmentOf } from './environment-of';

/** The environment of the preset. */
const DspexEnvironment: EnvironmentClass = environmentOf();

export default DspexEnvironment;
