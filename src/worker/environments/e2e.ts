import { environmentOf } from './environment-of';

/** For files of layer e2e: `@jest-environment @dspex/jest-preset/e2e`. */
const DspexEnvironment = environmentOf('e2e');

// Not by `default`: an ES module that imports it would get an object around it.
export = DspexEnvironment;
