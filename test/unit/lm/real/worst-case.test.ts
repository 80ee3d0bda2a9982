import { worstCase } from '../../../../src/lm/real/worst-case';
import { promptCall } from '../calls';

// Fails when a call is granted that may cost more than is left.
test('every choice that is asked for may be as long as the longest reply', () => {
  const tokens = (n?: unknown) => worstCase(promptCall('hi', { sampling: n === undefined ? {} : { n } }), 100, 1000).outputTokens;
  expect([tokens(), tokens(1), tokens(3), tokens('3'), tokens('many'), tokens(0)]).toEqual([100, 100, 300, 300, 100, 100]);
});
