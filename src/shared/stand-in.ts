// biome-ignore lint/suspicious/noExplicitAny: any function of the platform's
export type AnyFunction = (this: any, ...args: any[]) => any;

/**
 * A function in the place of `original` that does what `call` does, and that code which looks at it does not tell from it: name, length,
 * members and prototypes are the same. Only its source text is another.
 */
export function standInFor<F extends AnyFunction>(original: F, call: AnyFunction): F {
  return alike(Object.hasOwn(original, 'prototype') ? constructible(call) : plain(call), original, ['prototype']);
}

export type AnyClass = new (...args: never[]) => object;

/**
 * As `standInFor`, for a class: `construct` is given what `new` was, and makes the object. Both have one prototype, whose constructor the
 * stand-in is until `giveBack`.
 */
export function standInForClass<C extends AnyClass>(original: C, construct: Construct): { readonly made: C; giveBack(): void } {
  const { prototype } = original;
  const made: C = function (this: unknown, ...args: unknown[]): object {
    // The original's own words for a call without `new`.
    if (new.target === undefined) return Reflect.apply(original as unknown as AnyFunction, this, args) as object;
    const asked = new.target as unknown as AnyClass;
    return construct(args, asked === made ? original : asked);
  } as unknown as C;
  const name = (value: C): void => void Object.defineProperty(prototype, 'constructor', { value });
  name(made);
  return { made: alike(made, original, []), giveBack: () => name(original) };
}

export type Construct = (args: unknown[], newTarget: AnyClass) => object;

function alike<F extends object>(made: object, original: F, but: readonly PropertyKey[]): F {
  for (const name of Reflect.ownKeys(original))
    if (!but.includes(name)) Object.defineProperty(made, name, Object.getOwnPropertyDescriptor(original, name) as PropertyDescriptor);
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
