import { runOnce, startLongProcess } from '../../../../src/resources/os/start-process';

const how = { cwd: '/', env: process.env, timeoutMs: 60_000 };

// Fails when the start of a process throws, waits for ever, or keeps to itself what the system said.
describe('a command', () => {
  test('that runs gives what it said and its exit code', async () => {
    const ran = await runOnce(process.execPath, ['-e', 'console.log("out"); console.error("err"); process.exitCode = 3'], how);
    expect(ran).toMatchObject({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
    expect(await runOnce(process.execPath, ['-e', ''], how)).toMatchObject({ exitCode: 0, failure: undefined });
  });

  test('finds its input closed, and no variables but its own', async () => {
    // Node itself hands one to each child while it counts lines.
    const names = 'Object.keys(process.env).filter((name) => name !== "NODE_V8_COVERAGE").join()';
    const code = `process.stdin.on("end", () => console.log(${names})).resume()`;
    expect((await runOnce(process.execPath, ['-e', code], { ...how, env: { ONLY: '1' } })).stdout).toBe('ONLY\n');
  });

  test('that ignores SIGTERM is over with its limit all the same', async () => {
    const stays = 'process.on("SIGTERM", () => undefined); setInterval(() => undefined, 1000)';
    const ran = await runOnce(process.execPath, ['-e', stays], { ...how, timeoutMs: 300 });
    expect(ran).toMatchObject({ exitCode: undefined, failure: 'it did not end within 300 ms' });
  });

  test.each([
    ['that is not there', '/no/such/command', /ENOENT/],
    ['that no system can start', 'zero\0inside', /null bytes/],
  ])('%s is a failure with the reason of the system', async (_, command, reason) => {
    expect((await runOnce(command, [], how)).failure).toMatch(reason);
    const long = startLongProcess(command, [], { cwd: '/', env: {} });
    expect(long.pid).toBeUndefined();
    expect((await long.ended).failure?.message).toMatch(reason);
  });
});
