import { describeTests } from '../e2e/isolation';

describeTests('one after another', ['-i']);
