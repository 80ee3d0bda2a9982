import { KEYS_BY_VARIABLE } from '../../lm/keys/provider-keys';
import { keyVariablesOf } from '../../lm/real/key-variables';
import { isNamed } from '../../lm/wires/lm-hosts';
import type { LmMode } from '../../shared/layers';
import type { DspexOptions } from '../../shared/options/options';

/**
 * The variables whose real keys the code of a file does not get: all of them, as the engine makes every real call itself. `lm.keys` opens
 * one by name, `allowHosts` those for a host that may be reached.
 */
export function hiddenKeys({ lm, allowHosts }: DspexOptions, lmMode: LmMode): string[] {
  if (lmMode === 'real') return [];
  const isOpened = (name: string): boolean => lm.keys.includes(name) || isNamed(KEYS_BY_VARIABLE[name] ?? '', allowHosts);
  return [...new Set([...Object.keys(KEYS_BY_VARIABLE), ...keyVariablesOf(lm.real)])].filter((name) => !isOpened(name));
}
