import { environmentOf } from './environment-of';

/** For files of layer integration: `@jest-environment @dspex/jest-preset/integration`. */
const DspexEnvironment = environmentOf('integration');

// Not by `default`: an ES module that imports it would get an object around it.
export = DspexEnvironment;
