import { isOfUser, placesIn } from '../../../src/shared/stack-places';

const OURS = require.resolve('../../../src/shared/stack-places');

// Fails when a frame of the user's is missed, or one that is nobody's is taken for theirs.
test('a stack has the places of those who wrote it, the nearest first', () => {
  const stack = [
    'Error: asked (by me:1:2)',
    `    at findCaller (${OURS}:9:1)`,
    '    at eval (eval at run (/app/src/run.js:3:4), <anonymous>:1:1)',
    '    at new Agent (/app/node_modules/agent/index.js:5:6)',
    '    at Object.<anonymous> (/app/src/(group)/page.test.ts:7:8)',
    '    at async file:///app/src/main.mjs:9:10',
    '    at /app/src/bare.js:11:12',
    '    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)',
  ].join('\n');
  const places = [...placesIn(stack)];
  expect(places).toEqual([
    { file: '/app/node_modules/agent/index.js', line: '5', isOfNode: false },
    { file: '/app/src/(group)/page.test.ts', line: '7', isOfNode: false },
    { file: '/app/src/main.mjs', line: '9', isOfNode: true },
    { file: '/app/src/bare.js', line: '11', isOfNode: false },
  ]);
  expect(places.map(isOfUser)).toEqual([false, true, true, true]);
});
