import { fork } from 'node:child_process';
import { join } from 'node:path';

const WORKERS = 8;
/** Before a call is sent, while it is on its way, and when it is answered. */
const WAYS_TO_DIE = 3;

/** Eight at a time; who dies is replaced. Ends when enough calls came, or the money is spent. */
export class Workers {
  told = { deaths: 0, outcomes: {} };
  running = new Set();
  started = 0;
  isComplete = false;
  isBroken = false;

  constructor(setting) {
    this.setting = setting;
  }

  run() {
    return new Promise((resolve, reject) => {
      this.onLast = () => resolve(this.told);
      this.onBroken = reject;
      for (let place = 0; place < WAYS_TO_DIE; place++) this.start(place);
      const watch = setInterval(() => {
        if (!this.isBroken && !this.isOver()) return;
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
    child.on('error', () => undefined); // It was told to stop while it died.
    child.on('message', ({ outcomes }) => this.add(outcomes));
    child.once('exit', (code, signal) => {
      this.running.delete(child);
      // Started again, it would break again.
      if (code > 0) this.break(code);
      if (!this.isBroken) this.replace(place, signal);
    });
  }

  replace(place, signal) {
    if (signal === 'SIGKILL') this.told.deaths += 1;
    // Each way is tried for sure: the others, who might spend all the money, begin after that.
    if (this.told.deaths === WAYS_TO_DIE && !this.isComplete) this.complete();
    if (!this.isOver()) this.start(place);
    else if (this.running.size === 0) this.onLast();
    else this.stopAll();
  }

  break(code) {
    this.isBroken = true;
    for (const child of this.running) child.kill('SIGKILL');
    this.onBroken(new Error(`A worker ended with exit code ${code}: its error is above.`));
  }

  complete() {
    this.isComplete = true;
    for (let place = WAYS_TO_DIE; place < WORKERS; place++) this.start(place);
  }

  task(place) {
    const { plan, provider, redisUrl, price } = this.setting;
    const { draw, requestsPerMinute, budgetNanoUsd } = plan;
    const limits = { requestsPerMinute, budgetNanoUsd, monthlyBudgetNanoUsd: Number.MAX_SAFE_INTEGER };
    const shared = { redisUrl, runKey: redisUrl === null ? null : 'torture' };
    const dieFirst = this.started++ < WAYS_TO_DIE ? place : null;
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
