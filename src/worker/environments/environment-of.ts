import { TestEnvironment } from 'jest-environment-node';
import type { Layer } from '../../shared/layers';
import { type EnvironmentClass, withDspex } from '../with-dspex';

/** As it is, and by `default`: a CommonJS file may ask for it either way. */
type Environment = EnvironmentClass & { readonly default: EnvironmentClass };

/** jest-environment-node with dspex. Tests that declare no layer run in `layer`; without one, in that of TEST_MODE, or unit. */
export function environmentOf(layer?: Layer): Environment {
  const environment = withDspex(TestEnvironment as unknown as EnvironmentClass, layer);
  return Object.assign(environment, { default: environment });
}
