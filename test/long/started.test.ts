import { expectAnsweredByItsOwn } from '../e2e/started-jest';

test('a Jest run that a test starts is answered by its own rules', () => expectAnsweredByItsOwn(['node', 'npx, waited for']));
