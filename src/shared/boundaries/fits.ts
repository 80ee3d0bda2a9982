import type { z } from 'zod';

type Fits = (value: unknown) => boolean;

/**
 * Whether a value is of a shape, and has nothing besides: what zod's parse would give back as it came. It says no more than that, and it
 * costs a tenth: for what comes often and is as it has to be. What does not fit is for zod to refuse, or to take.
 */
export function fitsOf(schema: z.core.$ZodType): Fits {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type !== 'number' && (def.checks ?? []).length > 0) return byZod(schema);
  return plainFits(schema, def) ?? builtFits(schema, def) ?? byZod(schema);
}

type Def = z.core.$ZodTypes['_zod']['def'];

function plainFits(schema: z.core.$ZodType, def: Def): Fits | undefined {
  switch (def.type) {
    case 'string':
      return (value) => typeof value === 'string';
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'number':
      return numberFits(schema, def);
    case 'literal':
      return oneOf(def.values);
    case 'enum':
      return oneOf(Object.values(def.entries));
    default:
      return undefined;
  }
}

function builtFits(schema: z.core.$ZodType, def: Def): Fits | undefined {
  switch (def.type) {
    case 'nullable':
      return orElse(null, fitsOf(def.innerType));
    case 'optional':
      return orElse(undefined, fitsOf(def.innerType));
    case 'array':
      return arrayFits(fitsOf(def.element));
    case 'object':
      return def.catchall === undefined ? objectFits(def.shape) : undefined;
    case 'union':
      return unionFits(schema, def);
    default:
      return undefined;
  }
}

/** What is rare may cost what it costs. */
function byZod(schema: z.core.$ZodType): Fits {
  // A default or a transform would give back another value than came.
  return (value) => (schema as z.ZodType).safeParse(value).data === value && value !== undefined;
}

function oneOf(values: readonly unknown[]): Fits {
  const all = new Set(values);
  return (value) => all.has(value);
}

function orElse(nothing: null | undefined, inner: Fits): Fits {
  return (value) => value === nothing || inner(value);
}

function arrayFits(element: Fits): Fits {
  return (value) => Array.isArray(value) && value.every(element);
}

/** Whole numbers from a number on, or any; what else zod can ask of one is asked by zod. */
function numberFits(schema: z.core.$ZodType, { checks = [] }: z.core.$ZodNumberDef): Fits {
  const defs = checks.map((check) => check._zod.def as z.core.$ZodCheckGreaterThanDef | z.core.$ZodCheckNumberFormatDef);
  let least = -Infinity;
  let isWhole = false;
  for (const def of defs) {
    if (def.check === 'number_format' && def.format === 'safeint') isWhole = true;
    else if (def.check === 'greater_than' && def.inclusive) least = Math.max(least, Number(def.value));
    else return byZod(schema);
  }
  return (value) => typeof value === 'number' && (isWhole ? Number.isSafeInteger(value) : Number.isFinite(value)) && value >= least;
}

function objectFits(shape: z.core.$ZodShape): Fits {
  const fields = new Map(Object.entries(shape).map(([name, field]) => [name, fitsOf(field)]));
  const needed = [...fields].filter(([, fits]) => !fits(undefined)).map(([name]) => name);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    for (const name in value) if (fields.get(name)?.((value as Record<string, unknown>)[name]) !== true) return false;
    return needed.every((name) => Object.hasOwn(value, name));
  };
}

/** By the field that tells one from another. */
function unionFits(schema: z.core.$ZodType, def: z.core.$ZodUnionDef): Fits {
  const { discriminator } = def as z.core.$ZodDiscriminatedUnionDef;
  if (discriminator === undefined) return byZod(schema);
  const options = new Map<unknown, Fits>();
  for (const option of def.options) {
    const values = option._zod.propValues?.[discriminator];
    if (values === undefined) return byZod(schema);
    const fits = fitsOf(option);
    for (const value of values) options.set(value, fits);
  }
  return (value) => options.get((value as Record<string, unknown> | null)?.[discriminator])?.(value) === true;
}
