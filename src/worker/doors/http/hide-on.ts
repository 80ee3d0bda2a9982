interface Accessor {
  readonly get: () => unknown;
  readonly set?: (value: never) => void;
}

/**
 * Lets code of a sandbox find something under a symbol that it knows, without a member of its own on the sandbox's global: on the
 * prototype above, which belongs to the same sandbox. Gives what takes it away.
 */
export function hideOn(sandbox: object, symbol: symbol, accessor: Accessor): () => void {
  const above = (Object.getPrototypeOf(sandbox) as object | null) ?? sandbox;
  Object.defineProperty(above, symbol, { ...accessor, configurable: true });
  return () => void Reflect.deleteProperty(above, symbol);
}
