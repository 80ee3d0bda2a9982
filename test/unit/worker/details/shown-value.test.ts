import { errorText } from '../../../../src/worker/details/shown-value';

const STACK = `Error: at dawn (node: 3)
  at noon, which is no frame of ours
    at add (/app/src/add.ts:3:9)
    at /app/node_modules/lodash/each.js:5:1
    at async run (file:///app/node_modules/my-jest-thing/run.mjs:5:1)
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)
    at node:internal/main/run_main_module:28:49
    at new Promise (<anonymous>)
    at Promise.all (<anonymous>)
    at Promise.finally.completed (/app/node_modules/jest-circus/build/jestAdapterInit.js:1834:28)
    at /app/node_modules/.pnpm/expect@30.5.2/node_modules/expect/build/index.js:1:1
    at Object.asyncJestLifecycle (/app/node_modules/@jest/core/build/index.js:1:1)
    at Object.<anonymous> (/app/test/add.test.ts:7:1)`;

// Fails when a report shows frames that nobody looks for, or hides those of the user's code and libraries.
test('an error is shown without the frames of Node and of Jest', () => {
  const error = Object.assign(new Error(), { stack: STACK });
  expect(errorText(error).split('\n')).toEqual([
    'Error: at dawn (node: 3)',
    '  at noon, which is no frame of ours',
    '    at add (/app/src/add.ts:3:9)',
    '    at /app/node_modules/lodash/each.js:5:1',
    '    at async run (file:///app/node_modules/my-jest-thing/run.mjs:5:1)',
    '    at Object.<anonymous> (/app/test/add.test.ts:7:1)',
  ]);
});
