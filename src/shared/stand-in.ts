// biome-ignore lint/suspicious/noExplicitAny: any function of the platform's
export type AnyFunction = (this: any, ...args: any[]) => any;

/**
 * A function in the place of `original` that does what `call` does, and that code which looks at it does not tell from it: name, length,
 * members and prototypes are the same. Only its source text is another.
 */
export function standInFor<F extends AnyFunction>(original: F, call: AnyFunction): F {
  const made = Object.hasOwn(original, 'prototype') ? constructible(call) : plain(call);
  for (const name of Reflect.ownKeys(original))
    if (name !== 'prototype') Object.defineProperty(made, name, Object.getOwnPropertyDescriptor(original, name) as PropertyDescriptor);
  return Object.setPrototypeOf(made, Object.getPrototypeOf(original)) as F;
}

function constructible(call: AnyFunction): AnyFunction {
  return function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(call, this, args);
  };
}

/** A method has no prototype. */
function plain(call: AnyFunction): AnyFunction {
  const { made } = {
    made(this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(call, this, args);
    },
  };
  return made;
}
