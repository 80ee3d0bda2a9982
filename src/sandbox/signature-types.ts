/**
 * A DSPy signature string as TypeScript types, read character by character.
 *
 * @example
 * type T = Outputs<"ticket -> queue: Literal['billing', 'tech'], score: float">; // { queue: 'billing' | 'tech'; score: number }
 */
export type Outputs<S> = Fields<S, 'outputs'>;
export type Inputs<S> = Fields<S, 'inputs'>;

// biome-ignore lint/suspicious/noExplicitAny: what a signature that is not known at compile time gives
type Unknown = Record<string, any>;

type Fields<S, Side extends 'inputs' | 'outputs'> = S extends string
  ? string extends S
    ? Unknown
    : S extends `${infer I}->${infer O}`
      ? Merge<FieldList<SplitTop<Side extends 'inputs' ? I : O, ','>>>
      : Unknown
  : Unknown;

type Merge<T> = { [K in keyof T]: T[K] };

type FieldList<Parts extends readonly string[], Made = unknown> = Parts extends readonly [
  infer First extends string,
  ...infer Rest extends string[],
]
  ? FieldList<Rest, Made & Field<Trim<First>>>
  : Made;

type Field<S extends string> = S extends ''
  ? unknown
  : S extends `${infer Name}:${infer Type}`
    ? Record<Trim<Name>, TypeOf<Trim<Type>>>
    : Record<S, string>;

/** The TypeScript type of a Python type name; unknown where the name is not known. */
type TypeOf<S extends string> = UnionOf<SplitTop<S, '|'>>;

type UnionOf<Parts extends readonly string[]> = Parts extends readonly [infer First extends string, ...infer Rest extends string[]]
  ? Single<Trim<First>> | UnionOf<Rest>
  : never;

type Single<S extends string> = S extends keyof Scalars
  ? Scalars[S]
  : S extends `Literal[${infer Values}]`
    ? LiteralOf<SplitTop<Values, ','>>
    : S extends `Optional[${infer Inner}]`
      ? TypeOf<Trim<Inner>> | null
      : S extends `${'list' | 'List'}[${infer Inner}]`
        ? TypeOf<Trim<Inner>>[]
        : S extends `${'dict' | 'Dict'}[${infer Inner}]`
          ? DictOf<SplitTop<Inner, ','>>
          : unknown;

interface Scalars {
  str: string;
  int: number;
  float: number;
  bool: boolean;
  None: null;
  // biome-ignore lint/suspicious/noExplicitAny: Python's Any
  Any: any;
  list: unknown[];
  dict: Record<string, unknown>;
}

type DictOf<Parts extends readonly string[]> = Parts extends readonly [string, infer Value extends string]
  ? Record<string, TypeOf<Trim<Value>>>
  : Record<string, unknown>;

type LiteralOf<Parts extends readonly string[]> = Parts extends readonly [infer First extends string, ...infer Rest extends string[]]
  ? OneLiteral<Trim<First>> | LiteralOf<Rest>
  : never;

type OneLiteral<S extends string> = S extends `'${infer Text}'`
  ? Text
  : S extends `"${infer Text}"`
    ? Text
    : S extends 'True'
      ? true
      : S extends 'False'
        ? false
        : S extends 'None'
          ? null
          : S extends `${infer N extends number}`
            ? N
            : never;

/** Splits at a character outside of brackets and quotes. Tail-recursive: up to a thousand characters. */
type SplitTop<
  S extends string,
  At extends string,
  Depth extends readonly 0[] = [],
  Quote extends string = '',
  Current extends string = '',
  Done extends string[] = [],
> = S extends `${infer C}${infer Rest}`
  ? Quote extends ''
    ? C extends "'" | '"'
      ? SplitTop<Rest, At, Depth, C, `${Current}${C}`, Done>
      : C extends '['
        ? SplitTop<Rest, At, [...Depth, 0], '', `${Current}${C}`, Done>
        : C extends ']'
          ? SplitTop<Rest, At, Depth extends readonly [0, ...infer Less extends 0[]] ? Less : [], '', `${Current}${C}`, Done>
          : C extends At
            ? Depth extends readonly []
              ? SplitTop<Rest, At, [], '', '', [...Done, Current]>
              : SplitTop<Rest, At, Depth, '', `${Current}${C}`, Done>
            : SplitTop<Rest, At, Depth, '', `${Current}${C}`, Done>
    : C extends Quote
      ? SplitTop<Rest, At, Depth, '', `${Current}${C}`, Done>
      : SplitTop<Rest, At, Depth, Quote, `${Current}${C}`, Done>
  : [...Done, Current];

type Space = ' ' | '\n' | '\t' | '\r';
type Trim<S extends string> = S extends `${Space}${infer Rest}` ? Trim<Rest> : S extends `${infer Rest}${Space}` ? Trim<Rest> : S;
