const { exec, execFile, fork, spawn } = require('node:child_process');
const cluster = require('node:cluster');
const { promisify } = require('node:util');
const { SHARE_ENV, Worker } = require('node:worker_threads');
const { dspex } = require('@dspex/jest-preset');

const SAY = require.resolve('./say');
const parse = ({ stdout }) => JSON.parse(stdout);

const thread =
  (options = {}) =>
  (...asked) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(SAY, { workerData: asked, ...options });
      worker.on('error', reject).on('message', (text) => worker.on('exit', () => resolve(JSON.parse(text))));
    });

const listening = (child) =>
  new Promise((resolve, reject) => {
    child.on('error', reject).on('message', (text) => child.on('exit', () => resolve(JSON.parse(text))));
  });

/** How code starts what asks. Each gives the answers that were said. */
exports.ways = {
  'a thread': thread(),
  'a thread with variables of its own': thread({ env: { A: 'b' } }),
  'a thread with its parent’s variables': thread({ env: SHARE_ENV }),
  'a thread with flags and limits of its own': thread({ execArgv: ['--no-warnings'], resourceLimits: { maxOldGenerationSizeMb: 64 } }),
  'a thread of a thread': (...asked) =>
    new Promise((resolve, reject) => {
      const code = `const { Worker, parentPort, workerData } = require('node:worker_threads');
        new Worker(workerData.say, { workerData: workerData.asked }).on('message', (text) => parentPort.postMessage(text));`;
      new Worker(code, { eval: true, workerData: { say: SAY, asked } })
        .on('error', reject)
        .on('message', (text) => resolve(JSON.parse(text)));
    }),
  'a forked process': (...asked) => listening(fork(SAY, asked)),
  'a forked process with nothing': (...asked) => listening(fork(SAY, asked, { env: {}, execArgv: [] })),
  'a spawned process': async (...asked) => {
    const child = spawn(process.execPath, [SAY, ...asked]);
    let stdout = '';
    for await (const piece of child.stdout.setEncoding('utf8')) stdout += piece;
    return parse({ stdout });
  },
  'a process with the variables of the test': async (...asked) =>
    parse(await promisify(execFile)(process.execPath, [SAY, ...asked], { env: { ...process.env, MORE: '1' } })),
  'a process below a shell': async (...asked) =>
    parse(await promisify(exec)([process.execPath, SAY, ...asked].map((word) => `"${word}"`).join(' '))),
  'a process of a process': async (...asked) => {
    const code = `require('node:child_process').spawn(process.execPath, ${JSON.stringify([SAY, ...asked])}, { stdio: 'inherit' })`;
    return parse(await promisify(execFile)(process.execPath, ['-e', code]));
  },
  'an ES module': async (...asked) => {
    const code = `import { request } from 'node:http'; import { readFileSync } from 'node:fs'; process.argv.splice(1, 0, ''); await import(${JSON.stringify(SAY)});`;
    return parse(await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code, ...asked]));
  },
  cluster: (...asked) => {
    cluster.setupPrimary({ exec: SAY, args: asked });
    return listening(cluster.fork());
  },
  'dspex.resources.spawn': async (...asked) => {
    const child = await dspex.resources.spawn(process.execPath, [SAY, ...asked]);
    await child.ended;
    return parse({ stdout: child.output });
  },
};
