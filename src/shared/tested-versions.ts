/** The versions that this package is tested with. The README's Platforms say the same. */
export const TESTED = {
  /** Majors, and the oldest of the first. */
  node: { majors: [20, 22, 24], oldest: '20.19.0' },
  jest: { majors: [29, 30], oldest: '29.7.0' },
  python: { oldest: '3.10', newest: '3.13' },
  /** The one that pip installs leads. */
  dspy: { lines: ['3.4', '3.3', '3.2', '3.1', '3.0'], pinned: '3.4.1' },
} as const;

/** What pip installs. */
export const PINNED_DSPY = `dspy==${TESTED.dspy.pinned}`;
