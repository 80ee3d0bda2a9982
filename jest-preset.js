'use strict';

const { packageFolder } = require('./dist/src/project/installed.js');
const { transformOf } = require('./dist/src/project/transform-of.js');

// Jest tells a preset nothing of the project; it has been started in it.
const transform = transformOf(packageFolder(process.cwd()));

// One by one: an ES module can import them by name only so.
exports.testEnvironment = require.resolve('./dist/src/worker/environments/environment.js');
exports.globalSetup = require.resolve('./dist/src/run/global-setup.js');
exports.globalTeardown = require.resolve('./dist/src/run/global-teardown.js');
exports.reporters = ['default', require.resolve('./dist/src/run/reporter.js')];
// Without these, Jest crawls virtual environments, and a report written into the project starts watch mode again.
exports.modulePathIgnorePatterns = ['/\\.venv/', '/venv/', '/\\.dspex/', '/test/fixtures/lm_responses/'];
if (transform !== undefined) exports.transform = transform;
