import { configuredNormalizer, type Normalize } from './normalize';

const everywhere = configuredNormalizer(['uuid', 'date', 'timestamp']);

/**
 * A text as it reads on every machine and every day: without uuids, dates, time stamps, and the places that `names` tells of, and with
 * line feeds alone.
 */
export function stableText(names: Readonly<Record<string, string>>): Normalize {
  const named = namedPlaces(names);
  return (text) => everywhere(named(text.replace(/\r\n?/g, '\n')));
}

/** A text with a name for each place. */
export function namedPlaces(names: Readonly<Record<string, string>>): Normalize {
  const places = Object.entries(names)
    // The home of a user without one is the root, and every path is in it.
    .filter(([place]) => /[^\\/]/.test(place))
    // One may lie in another.
    .sort(([one], [other]) => other.length - one.length)
    .map(([place, name]) => [pathPattern(place), name] as const);
  return (text) => places.reduce((changed, [pattern, name]) => changed.replace(pattern, () => name), text);
}

/** The path as a whole, with either slash, also doubled as in JSON. */
function pathPattern(place: string): RegExp {
  const steps = place.split(/[\\/]+/).map((step) => step.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`(?<![\\w.-])${steps.join('(?:\\\\{1,2}|/)')}(?![\\w-])`, 'g');
}
