const SAY = require.resolve('./task');

const of = (asked) => ({ origin: asked[0], clients: asked.slice(1) });

/** Pools of threads and of processes, as code under test brings them along. */
exports.pools = {
  piscina: async (...asked) => {
    const pool = new (require('piscina').Piscina)({ filename: SAY, maxThreads: 1 });
    const said = await pool.run(of(asked));
    await pool.destroy();
    return said;
  },
  tinypool: async (...asked) => {
    const pool = new (await import('tinypool')).default({ filename: SAY, maxThreads: 1 });
    const said = await pool.run(of(asked));
    await pool.destroy();
    return said;
  },
  'tinypool of processes': async (...asked) => {
    const pool = new (await import('tinypool')).default({ filename: SAY, runtime: 'child_process', maxThreads: 1, env: process.env });
    const said = await pool.run(of(asked));
    await pool.destroy();
    return said;
  },
  workerpool: async (...asked) => {
    const pool = require('workerpool').pool(require.resolve('./workerpool-task'), { maxWorkers: 1, workerType: 'thread' });
    const said = await pool.exec('ask', [of(asked)]);
    await pool.terminate();
    return said;
  },
};
