import { firstLine } from './format';
import type { Model, Test } from './model';

const MATCHER = /^\w*Error: expect\(/;
const VALUE = /^(?:Expected|Received)\b.*: .+/;

/** Why a test failed, in a line: what this package found wrong before what followed from it; of a matcher what it was given, too. */
export function toldError(model: Model, test: Test): string | undefined {
  const errors = (test.details?.errors ?? []).map((error) => model.text(error));
  const told = errors.find((error) => error.startsWith('DspexError')) ?? errors[0];
  if (told === undefined || !MATCHER.test(told)) return told === undefined ? undefined : firstLine(told);
  const [matcher = '', ...others] = told.split('\n');
  const values = others.filter((line) => VALUE.test(line)).slice(0, 2);
  return firstLine([matcher.replace(/ \/\/ .*/, ''), ...values].join(' · '));
}
