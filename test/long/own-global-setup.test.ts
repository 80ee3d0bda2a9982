import { testCures } from '../e2e/own-global-setup';

testCures(['own.js', 'own.ts']);
