/** The key of `await using`: jsdom's realm has no Symbol.asyncDispose, nor has every Node 20. */
export const asyncDispose: typeof Symbol.asyncDispose = (Symbol.asyncDispose ??
  Symbol.for('Symbol.asyncDispose')) as typeof Symbol.asyncDispose;
