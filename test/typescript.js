const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const { transform } = require('sucrase');

const OF_THIS = createHash('sha256').update(readFileSync(__filename)).update(require('sucrase/package.json').version).digest('hex');

/**
 * Takes the types away and leaves each line where it is: a cold run of the suite has hundreds of files, and the compiler takes five times
 * as long. `npm run check` looks at the types.
 */
module.exports = {
  process: (code, filePath) => {
    const options = { transforms: ['typescript', 'imports', 'jest'], filePath, preserveDynamicImport: true, disableESTransforms: true };
    const { code: plain, sourceMap } = transform(code, { ...options, sourceMapOptions: { compiledFilename: filePath } });
    return { code: plain, map: JSON.stringify(sourceMap) };
  },
  getCacheKey: (code, filePath) => createHash('sha256').update(OF_THIS).update(filePath).update('\0').update(code).digest('hex'),
};
