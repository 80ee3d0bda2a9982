import { DspexError } from '../shared/errors';
import { didYouMean } from './adapter-errors';

/** DSPy's adapters, under the names of `python/dspex_bridge/programs/settings.py`. */
const ADAPTERS = ['chat', 'json', 'xml', 'baml', 'two_step'];

/** Refuses what Python would refuse: a name that is no adapter, or what is no name. Throws OPTION_INVALID. */
export function checkAdapterSetting(given: unknown): void {
  if (given === undefined || given === null) return;
  const name = typeof given === 'object' ? (given as { readonly name?: unknown }).name : given;
  // One of the user's own is looked for where there is Python.
  if (typeof name === 'string' && (ADAPTERS.includes(name) || name.includes(':'))) return;
  throw new DspexError({
    code: 'OPTION_INVALID',
    what: `The adapter setting is ${JSON.stringify(given)}.`,
    why: `adapters: ${ADAPTERS.join(', ')}, or pkg.mod:Class.${typeof name === 'string' ? didYouMean(name, ADAPTERS) : ''}`,
    next: "dspex.bridge.configureSettings({ adapter: 'json' })",
  });
}
