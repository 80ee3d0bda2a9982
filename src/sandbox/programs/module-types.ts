/**
 * Python modules by their paths, as `npx dspex-jest types` writes them: `'pkg.mod:Class': { inputs: { … }; outputs: { … } }`. Empty where
 * it was not run.
 */
// biome-ignore lint/suspicious/noEmptyInterface: a declaration file of the user's fills it
export interface ModuleTypes {}
