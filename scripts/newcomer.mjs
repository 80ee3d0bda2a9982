import { runOnTarball } from './packed.mjs';

// The first steps of README.md, typed as they stand there by somebody who has the tarball and nothing else.
process.exitCode = await runOnTarball('newcomer', process.argv.slice(2));
