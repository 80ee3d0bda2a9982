import fs, { readFileSync } from 'node:fs';
import { expect, jest, test } from '@jest/globals';
import { value } from './state.mjs';

test('static and dynamic imports', async () => {
  expect(value).toBe(0);
  expect((await import('./state.mjs')).value).toBe(0);
  expect(fs.readFileSync).toBe(readFileSync);
  expect(import.meta.url).toMatch(/esm\.test\.mjs$/);
});

test('mocks of modules', async () => {
  jest.unstable_mockModule('./other.mjs', () => ({ value: 'mocked' }));
  expect((await import('./other.mjs')).value).toBe('mocked');
});

test('top-level fetch and timers', async () => {
  expect(await (await fetch('data:text/plain,esm')).text()).toBe('esm');
});
