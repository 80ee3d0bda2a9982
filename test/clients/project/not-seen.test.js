const { execFile } = require('node:child_process');
const { promisify } = require('node:util');
const { Worker, SHARE_ENV } = require('node:worker_threads');
const { dspex } = require('@dspex/jest-preset');
const { countingHost } = require('./counting-host');

const host = countingHost();
const run = promisify(execFile);
const HERE = `${process.platform}-${process.arch}`;
/** The programs themselves: their installers' scripts are not run. */
const BUN = require.resolve(`@oven/bun-${HERE}/bin/bun`);
const DENO = require.resolve(`@deno/${HERE}${process.platform === 'linux' ? '-glibc' : ''}/deno`);
const FETCH = () => `fetch(${JSON.stringify(host.origin)}).then((response) => response.text()).then(console.log)`;
const PYTHON = process.env.DSPEX_PYTHON;

/** What docs/clients.md says that nobody sees: each really gets to the host, which is this machine here. */
const NOT_SEEN = {
  curl: () => run('curl', ['-s', host.origin]),
  'Python, urllib': () => run(PYTHON, ['-c', `import urllib.request; print(urllib.request.urlopen("${host.origin}").read())`]),
  'Python, httpx': () => run(PYTHON, ['-c', `import httpx; print(httpx.get("${host.origin}").text)`]),
  'Python, a socket': () =>
    run(PYTHON, ['-c', `import socket; socket.create_connection(("127.0.0.1", ${new URL(host.origin).port})).close()`]),
  'Node whose variables others empty': () => run('env', ['-i', process.execPath, '-e', FETCH()]),
  'Node with other NODE_OPTIONS': () => run('sh', ['-c', 'NODE_OPTIONS=--no-warnings "$0" -e "$1"', process.execPath, FETCH()]),
  Bun: () => run(BUN, ['-e', FETCH()]),
  Deno: () => run(DENO, ['eval', FETCH()]),
  ...(HERE === 'linux-x64' && { 'a native addon': () => new (require('impit-linux-x64-gnu').Impit)().fetch(host.origin) }),
};

test.each(Object.keys(NOT_SEEN))('%s gets to its host, and no rule hears of it', async (client) => {
  await NOT_SEEN[client]();
  expect(host.reached).toBeGreaterThan(0);
  expect(dspex.lm.calls).toEqual([]);
});

test.each(['curl', 'Bun', 'Deno'])('%s finds no real key in its variables', async (client) => {
  const printed = { curl: ['env', []], Bun: [BUN, ['-e', 'console.log(JSON.stringify(process.env))']] };
  printed.Deno = [DENO, ['eval', 'console.log(JSON.stringify(Deno.env.toObject()))']];
  const { stdout } = await run(...printed[client]);
  expect(stdout).toMatch(/PATH/);
  expect(stdout).not.toContain('a-real-key-of-replicate');
});

// A thread has the variables of the worker itself then, and not the test's: nothing could be kept from it.
test('a thread with SHARE_ENV finds the real keys of the worker', async () => {
  expect(process.env.REPLICATE_API_TOKEN).toBeUndefined();
  const code = "require('node:worker_threads').parentPort.postMessage(process.env.REPLICATE_API_TOKEN)";
  const found = await new Promise((resolve, reject) => {
    new Worker(code, { eval: true, env: SHARE_ENV }).on('error', reject).on('message', resolve);
  });
  expect(found).toBe('a-real-key-of-replicate');
});
