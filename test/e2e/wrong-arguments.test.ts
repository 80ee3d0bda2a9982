import { projectsOfTest } from './projects';
import { runJest } from './run-jest';

const projectOf = projectsOfTest();

const WRONG = `const { dspex } = require('@dspex/jest-preset');
const WRONG = {
  'onCleanup': () => dspex.onCleanup('x'),
  'resources.onCleanup': () => dspex.resources.onCleanup(null),
  'a name of tempFile': () => dspex.resources.tempFile(5),
  'the content of tempFile': () => dspex.resources.tempFile('a.txt', Symbol('content')),
};
for (const [name, call] of Object.entries(WRONG))
  test(name, async () => {
    const error = await (async () => call())().catch((thrown) => thrown);
    expect([error?.code, error?.message]).toEqual(['RESOURCE_INVALID', expect.stringContaining('was given')]);
  });
test('bytes of any kind are content', async () => void (await dspex.resources.tempFile('a.bin', new Uint8Array([1]))));
`;

// Fails when what is no function, name or content is found out at the end of the test, or in Node's words.
test('a wrong argument is refused where it is given', async () => {
  const run = await runJest(projectOf({ 'a.test.js': WRONG }));
  expect(run.tests.map(({ fullName, failureMessages }) => [fullName, ...failureMessages]).filter(([, message]) => message)).toEqual([]);
  expect(run.tests).toHaveLength(5);
});
