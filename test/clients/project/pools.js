const SAY = require.resolve('./task');

const of = (asked) => ({ origin: asked[0], clients: asked.slice(1) });

/** A pool that stays after an error would keep the run from its end. */
const closing = async (saying, close) => {
  try {
    return await saying;
  } finally {
    await close();
  }
};

/** Pools of threads and of processes, as code under test brings them along. */
exports.pools = {
  piscina: async (...asked) => {
    const pool = new (require('piscina').Piscina)({ filename: SAY, maxThreads: 1 });
    return closing(pool.run(of(asked)), () => pool.destroy());
  },
  tinypool: async (...asked) => {
    const pool = new (await import('tinypool')).default({ filename: SAY, maxThreads: 1 });
    return closing(pool.run(of(asked)), () => pool.destroy());
  },
  'tinypool of processes': async (...asked) => {
    const pool = new (await import('tinypool')).default({ filename: SAY, runtime: 'child_process', maxThreads: 1, env: process.env });
    return closing(pool.run(of(asked)), () => pool.destroy());
  },
  workerpool: async (...asked) => {
    const pool = require('workerpool').pool(require.resolve('./workerpool-task'), { maxWorkers: 1, workerType: 'thread' });
    return closing(pool.exec('ask', [of(asked)]), () => pool.terminate());
  },
};
