import { SEQUENCER } from './projects';

/** Files that show what a test can see of time, of promises and of its own stack, and what Jest says of failures. */
export const QUIET_FILES = {
  'sequencer.js': SEQUENCER,
  'promises.test.js': `
    const outside = Promise.resolve(1);
    const later = (async () => 1)();
    test('promises are equal, and nothing is on them but Jest\\'s own', () => {
      // By name, once: plain Jest leaves one more storage with each file of a worker.
      console.log('MEMBERS ' + [...new Set(Reflect.ownKeys(Promise.resolve()).map(String))].join());
      expect([Promise.resolve(1), later]).toEqual([outside, outside]);
      expect(outside).toStrictEqual(new Promise(() => undefined));
    });
    test('a snapshot of one', () => expect({ of: Promise.resolve(1) }).toMatchSnapshot());
    test('one that is not equal', () => expect(Promise.resolve(1)).toEqual({ a: 1 }));`,
  'turns.test.js': `
    const { AsyncLocalStorage } = require('node:async_hooks');
    let turns = 0;
    let isOn = true;
    const turn = () => {
      turns += 1;
      if (isOn) setImmediate(turn);
    };
    const seen = [];
    const look = (where) => void seen.push(where + ' ' + turns);
    beforeAll(() => {
      setImmediate(turn);
      look('beforeAll');
    });
    beforeEach(() => look('beforeEach'));
    afterEach(() => look('afterEach'));
    test('sync', () => look('sync'));
    test('async', async () => {
      await null;
      look('async');
    });
    test('with done', (done) => {
      look('with done');
      done();
    });
    test('failing', async () => {
      look('failing');
      throw new Error('as meant');
    });
    test.failing('meant to fail', () => expect(1).toBe(2));
    test.each([1, 2])('each %i', (n) => look('each ' + n));
    afterAll(() => {
      isOn = false;
      look('afterAll');
      console.log('TURNS ' + seen.join(', '));
    });`,
  'concurrent.test.js': `
    const seen = [];
    describe('at once', () => {
      test.concurrent.each(['a', 'b', 'c'])('%s', async (name) => {
        seen.push(name);
        await new Promise((done) => setTimeout(done, 5));
        seen.push(name + name);
      });
      test.concurrent('fails', async () => {
        await null;
        throw new Error('at once');
      });
    });
    test('each ran once', () => expect([...seen].sort()).toEqual(['a', 'aa', 'b', 'bb', 'c', 'cc']));`,
  'stacks.test.js': `
    function deep(n) {
      if (n === 0) throw new RangeError('deep');
      return deep(n - 1);
    }
    test('sync', () => deep(3));
    test('async', async () => {
      await null;
      deep(1);
    });
    test('with a cause', () => {
      throw new Error('outer', { cause: new Error('inner') });
    });
    test('not an error', () => {
      throw 'text';
    });
    test('of an event', () => new Promise((_, fail) => setImmediate(() => fail(new Error('event')))));
    describe('hooks', () => {
      beforeEach(() => deep(1));
      test('fails in it', () => undefined);
    });
    describe('all', () => {
      beforeAll(() => deep(1));
      test('fails before it', () => undefined);
    });`,
  'late.test.js': `
    test('leaves timers', () => {
      setTimeout(() => console.log('LATE'), 0);
      setTimeout(() => console.log('LATER'), 3);
      Promise.resolve().then(() => console.log('SOON'));
    });`,
  'late-dom.test.js': `/** @jest-environment ./dom-environment.js */
    test('leaves timers in jsdom', () => {
      setTimeout(() => console.log('LATE'), 0);
      setTimeout(() => console.log('LATER'), 3);
      const frame = globalThis.requestAnimationFrame;
      frame?.(() => console.log('FRAME'));
    });`,
};
