/** The types of DSPy's own that a value from Node can be made of, each by its fields. */
export const DSPY_TYPES = ['dspy.Image', 'dspy.Audio', 'dspy.File', 'dspy.History'] as const;
export type DspyType = (typeof DSPY_TYPES)[number];

/** Says which it is; registered, so that it means the same in every realm. */
const TYPE = Symbol.for('dspex.dspyType');

/** A value that Python makes an object of DSPy's of: what its constructor takes. */
export interface DspyValue<F extends object = Record<string, unknown>> {
  readonly fields: Readonly<F>;
}

export function dspyValue<F extends object>(type: DspyType, fields: F): DspyValue<F> {
  return Object.freeze({ [TYPE]: type, fields: Object.freeze(fields) });
}

/** Which type of DSPy's a value is of; undefined for any other value. */
export function dspyTypeOf(value: object): DspyType | undefined {
  return (value as { [TYPE]?: DspyType })[TYPE];
}
