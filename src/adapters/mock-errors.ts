import { DspexError } from '../shared/errors';

export function unsupported(what: string): DspexError {
  return new DspexError({
    code: 'ADAPTER_UNSUPPORTED',
    what: `The mock adapter cannot do ${what}.`,
    why: 'it has no Python; this is a test of layer unit',
    next: 'run the file in layer integration: /** @jest-environment @dspex/jest-preset/integration */',
  });
}
