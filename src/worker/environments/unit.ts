import { environmentOf } from './environment-of';

/** For files of layer unit: `@jest-environment @dspex/jest-preset/unit`. */
const DspexEnvironment = environmentOf('unit');

// Not by `default`: an ES module that imports it would get an object around it.
export = DspexEnvironment;
