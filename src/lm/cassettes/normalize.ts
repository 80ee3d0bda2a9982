/** Takes out of a text what differs from run to run. */
export type Normalize = (text: string) => string;

/** The normalisers that a config, or `stableText`, names. */
const BUILT_IN = {
  uuid: [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  // ISO 8601: a day, with or without a time after it.
  date: [/\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?\b/g, '<date>'],
  // Seconds or milliseconds since 1970, from 2001 on.
  timestamp: [/\b1\d{9}(?:\d{3})?\b/g, '<timestamp>'],
} as const satisfies Readonly<Record<string, readonly [RegExp, string]>>;

/** A normaliser as the config writes it: one that is there, or a pattern and what stands for it. */
type ConfiguredNormalizer = keyof typeof BUILT_IN | { readonly regex: string; readonly flags?: string | undefined; readonly with: string };

/** All that a config names, in its order. */
export function configuredNormalizer(entries: readonly ConfiguredNormalizer[]): Normalize {
  const replacements = entries.map((entry): readonly [RegExp, string] =>
    typeof entry === 'string' ? BUILT_IN[entry] : [new RegExp(entry.regex, withGlobal(entry.flags)), entry.with],
  );
  return (text) => replacements.reduce((changed, [pattern, replacement]) => changed.replace(pattern, replacement), text);
}

/** The ids that this package gives a test; programs, prefixes and sessions are all named after its namespace. */
export function idNormalizer(namespaces: readonly string[]): Normalize {
  return (text) => namespaces.reduce((changed, namespace) => changed.replaceAll(namespace, '<namespace>'), text);
}

function withGlobal(flags = ''): string {
  return flags.includes('g') ? flags : `${flags}g`;
}
