import { type AnyFunction, standInFor } from './stand-in';

/** Replaces a method until it is put back. What was captured or wrapped meanwhile by others still calls through. */
export function wrapMethod<T extends object, K extends keyof T>(
  target: T,
  name: K,
  around: (original: AnyFunction) => AnyFunction,
): Restore {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original = target[name] as AnyFunction;
  let isOn = true;
  const inner = around(original);
  const replacement = standInFor(original, function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(isOn ? inner : original, this, args);
  });
  target[name] = replacement as T[K];
  return () => {
    isOn = false;
    if (target[name] !== (replacement as T[K])) return;
    if (descriptor === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, descriptor);
  };
}

export type Restore = () => void;
