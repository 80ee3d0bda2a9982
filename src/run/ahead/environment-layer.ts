import type { Layer } from '../../shared/layers';

/** By the package's name, and by the path that Jest makes of it. */
const OWN = /(?:@dspex\/jest-preset\/|[\\/]environments[\\/])(environment|unit|integration|e2e)(?:\.js)?$/;

/** The layer that an environment names; `foreign`: it is none of this package's own, and may be anything. */
export function environmentLayerOf(name: string): Layer | undefined | 'foreign' {
  const entry = OWN.exec(name)?.[1];
  if (entry === undefined) return 'foreign';
  return entry === 'environment' ? undefined : (entry as Layer);
}
