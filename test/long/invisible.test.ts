import { expectToBeAsInPlainJest } from '../e2e/beside-plain-jest';

test('in workers tests see the promises, turns and stacks of plain Jest', () => expectToBeAsInPlainJest(['-w', '2']));
