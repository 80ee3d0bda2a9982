import { runOnTarball } from './packed.mjs';

// Recipes whose packages are none of this package's dependencies: each is written and typed as it stands, in an empty folder.
process.exitCode = await runOnTarball('recipes', process.argv.slice(2));
