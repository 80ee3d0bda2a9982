import type { DspexOptions } from '../../shared/options/options';
import type { ProviderName } from './provider';

/** What a config names, or the kind of what it brings. */
export function providerName({ provider }: Pick<DspexOptions['lm']['real'], 'provider'>): ProviderName {
  return typeof provider === 'string' ? provider : 'ai_sdk';
}
