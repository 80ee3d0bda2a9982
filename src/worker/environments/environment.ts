import type { EnvironmentClass } from '../with-dspex';
import { environmentOf } from './environment-of';

/** The environment of the preset. */
const DspexEnvironment: EnvironmentClass = environmentOf();

// Not by `default`: an ES module that imports it would get an object around it.
export = DspexEnvironment;
