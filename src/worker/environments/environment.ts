import { environmentOf } from './environment-of';

/** The environment of the preset. */
const DspexEnvironment = environmentOf();

// Not by `default`: an ES module that imports it would get an object around it.
export = DspexEnvironment;
