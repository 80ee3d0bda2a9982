import { TestEnvironment } from 'jest-environment-node';
import type { Layer } from '../../shared/layers';
import { type EnvironmentClass, withDspex } from '../with-dspex';

/** jest-environment-node with dspex. Tests that declare no layer run in `layer`; without one, in that of TEST_MODE, or unit. */
export function environmentOf(layer?: Layer): EnvironmentClass {
  return withDspex(TestEnvironment as unknown as EnvironmentClass, layer);
}
