/** Also of another realm, where `instanceof` says no: a test's own patterns are. */
export function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]';
}
