let depth = 0;

/** True while this package itself opens something: that is nobody's leak. */
export function isPackageOpening(): boolean {
  return depth > 0;
}

/** Opens something of the package's own, in this very call: no test is charged with it. */
export function openForPackage<T>(open: () => T): T {
  depth += 1;
  try {
    return open();
  } finally {
    depth -= 1;
  }
}
