type JsonSchema = Readonly<Record<string, unknown>>;

interface Bounds {
  readonly least: number;
  readonly most: number;
  /** Bounds that are no values themselves. */
  readonly excluded: readonly unknown[];
  readonly step: number;
  /** Whether values are multiples of the step. */
  readonly isAligned: boolean;
}

/** The number nearest to 0 that a schema takes; with `variant` the next ones, where several have to differ. */
export function numberDefault(schema: JsonSchema, variant: number): number {
  const bounds = boundsOf(schema);
  const first = nearestToZero(bounds);
  const up = first + variant * bounds.step;
  return up > bounds.most || bounds.excluded.includes(up) ? first - variant * bounds.step : up;
}

function boundsOf({ type, multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum }: JsonSchema): Bounds {
  const least = Math.max(...numbers(minimum, exclusiveMinimum));
  const most = Math.min(...numbers(maximum, exclusiveMaximum));
  const isAligned = typeof multipleOf === 'number' || type === 'integer';
  // A fraction between bounds has as much room as they leave.
  const free = most - least > 2 ? 1 : (most - least) / 8;
  const step = typeof multipleOf === 'number' ? multipleOf : isAligned ? 1 : free;
  return { least, most, excluded: [exclusiveMinimum, exclusiveMaximum], step, isAligned };
}

function nearestToZero(bounds: Bounds): number {
  const { least, most, excluded } = bounds;
  if (least <= 0 && most >= 0 && !excluded.includes(0)) return 0;
  return least < 0 ? -from(-most, bounds, -1) : from(least, bounds, 1);
}

/** The first value from a bound on, away from 0. */
function from(bound: number, { excluded, step, isAligned }: Bounds, sign: number): number {
  const first = isAligned ? Math.ceil(bound / step) * step : bound;
  return excluded.includes(sign * first) ? first + step : first;
}

function numbers(...bounds: unknown[]): number[] {
  return bounds.filter((bound) => typeof bound === 'number');
}
