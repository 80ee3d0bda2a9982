import { fork } from 'node:child_process';
import { join } from 'node:path';

const WORKERS = 8;

/** Eight at a time; who dies is replaced. Ends when enough calls came, or the money is spent. */
export class Workers {
  told = { deaths: 0, outcomes: {} };
  running = new Set();
  started = 0;

  constructor(setting) {
    this.setting = setting;
  }

  run() {
    return new Promise((resolve) => {
      this.onLast = () => resolve(this.told);
      for (let place = 0; place < WORKERS; place++) this.start(place);
      const watch = setInterval(() => {
        if (!this.isOver()) return;
        clearInterval(watch);
        this.stopAll();
      }, 20);
    });
  }

  start(place) {
    const { hosts } = this.setting;
    const env = { ...process.env, DSPEX_HOST: hosts[place % hosts.length].socketPath };
    const child = fork(join(import.meta.dirname, 'worker.mjs'), [JSON.stringify(this.task(place))], { env });
    this.running.add(child);
    child.on('message', ({ outcomes }) => this.add(outcomes));
    child.once('exit', (_code, signal) => {
      this.running.delete(child);
      if (signal === 'SIGKILL') this.told.deaths += 1;
      if (!this.isOver()) this.start(place);
      else if (this.running.size === 0) this.onLast();
      else this.stopAll();
    });
  }

  task(place) {
    const { plan, provider, redisUrl, price } = this.setting;
    const { draw, requestsPerMinute, budgetNanoUsd } = plan;
    const limits = { requestsPerMinute, budgetNanoUsd, monthlyBudgetNanoUsd: Number.MAX_SAFE_INTEGER };
    const shared = { redisUrl, runKey: redisUrl === null ? null : 'torture' };
    // Each way to die is tried for sure, by the first three.
    const dieFirst = this.started++ < 3 ? place : null;
    return { seed: draw.between(1, 1e9), providerUrl: provider.url, price, limits, shared, atOnce: 6, deathShare: 0.015, dieFirst };
  }

  add(outcomes) {
    const sums = this.told.outcomes;
    for (const [name, count] of Object.entries(outcomes)) sums[name] = (sums[name] ?? 0) + count;
  }

  isOver() {
    return this.setting.provider.came() >= this.setting.calls || this.told.outcomes.LM_BUDGET_EXCEEDED > 0;
  }

  stopAll() {
    for (const child of this.running) if (child.connected) child.send('stop');
  }
}
