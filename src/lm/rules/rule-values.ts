/** True for one of Jest's asymmetric matchers, of whatever realm. */
export function isAsymmetric(value: unknown): boolean {
  return typeof (value as { asymmetricMatch?: unknown } | null | undefined)?.asymmetricMatch === 'function';
}
