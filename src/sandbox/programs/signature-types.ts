/**
 * A DSPy signature as TypeScript types: text, read character by character, or typed fields written in place.
 *
 * @example
 * type T = Outputs<"ticket -> queue: Literal['billing', 'tech'], score: float">; // { queue: 'billing' | 'tech'; score: number }
 */
export type Outputs<S> = Fields<S, 'outputs', number>;
/** An integer beyond 2^53 is given as BigInt. */
export type Inputs<S> = Fields<S, 'inputs', number | bigint>;

// biome-ignore lint/suspicious/noExplicitAny: what a signature that is not known at compile time gives
type Unknown = Record<string, any>;

type Fields<S, Side extends 'inputs' | 'outputs', Int> = S extends string
  ? string extends S
    ? Unknown
    : S extends `${infer I}->${infer O}`
      ? Merge<FieldList<SplitTop<Side extends 'inputs' ? I : O, ','>, Int>>
      : Unknown
  : S extends { readonly [K in Side]: infer Specs }
    ? SpecFields<Specs, Int>
    : Unknown;

/** Fields that are only known to be some fields have no names to type. */
type SpecFields<Specs, Int> = Specs extends readonly unknown[]
  ? Unknown
  : string extends keyof Specs
    ? Unknown
    : { -readonly [K in keyof Specs]: SpecType<Specs[K], Int> };

type SpecType<Spec, Int> = Spec extends string
  ? TypeOf<Trim<Spec>, Int>
  : Spec extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : Spec extends { readonly anyOf: readonly (infer Choice)[] }
      ? SpecType<Choice, Int>
      : Spec extends { readonly type: infer Type }
        ? DescribedType<Spec, Type, Int>
        : unknown;

type DescribedType<Spec, Type, Int> = Type extends keyof JsonScalars<Int>
  ? JsonScalars<Int>[Type]
  : Type extends 'array'
    ? Spec extends { readonly items: infer Items }
      ? SpecType<Items, Int>[]
      : unknown[]
    : Type extends 'object'
      ? Spec extends { readonly properties: infer Properties }
        ? SpecFields<Properties, Int>
        : Record<string, unknown>
      : Type extends string
        ? TypeOf<Trim<Type>, Int>
        : Type extends
              | { readonly type: keyof JsonScalars<Int> | 'array' | 'object' }
              | { readonly enum: unknown }
              | { readonly anyOf: unknown }
          ? SpecType<Type, Int>
          : SpecFields<Type, Int>;

interface JsonScalars<Int> {
  string: string;
  integer: Int;
  number: number;
  boolean: boolean;
  null: null;
}

type Merge<T> = { [K in keyof T]: T[K] };

type FieldList<Parts extends readonly string[], Int, Made = unknown> = Parts extends readonly [
  infer First extends string,
  ...infer Rest extends string[],
]
  ? FieldList<Rest, Int, Made & Field<Trim<First>, Int>>
  : Made;

type Field<S extends string, Int> = S extends ''
  ? unknown
  : S extends `${infer Name}:${infer Type}`
    ? Record<Trim<Name>, TypeOf<Trim<Type>, Int>>
    : Record<S, string>;

/** The TypeScript type of a Python type name; unknown where the name is not known. */
type TypeOf<S extends string, Int> = UnionOf<SplitTop<S, '|'>, Int>;

type UnionOf<Parts extends readonly string[], Int> = Parts extends readonly [infer First extends string, ...infer Rest extends string[]]
  ? Single<Trim<First>, Int> | UnionOf<Rest, Int>
  : never;

type Single<S extends string, Int> = S extends keyof Scalars<Int>
  ? Scalars<Int>[S]
  : S extends `typing.${infer Bare}`
    ? Single<Bare, Int>
    : S extends `Literal[${infer Values}]`
      ? LiteralOf<SplitTop<Values, ','>>
      : S extends `Optional[${infer Inner}]`
        ? TypeOf<Trim<Inner>, Int> | null
        : S extends `Union[${infer Inner}]`
          ? UnionOf<SplitTop<Inner, ','>, Int>
          : S extends `${'list' | 'List'}[${infer Inner}]`
            ? TypeOf<Trim<Inner>, Int>[]
            : S extends `${'dict' | 'Dict'}[${infer Inner}]`
              ? DictOf<SplitTop<Inner, ','>, Int>
              : unknown;

interface Scalars<Int> {
  str: string;
  int: Int;
  float: number;
  bool: boolean;
  None: null;
  // biome-ignore lint/suspicious/noExplicitAny: Python's Any
  Any: any;
  list: unknown[];
  dict: Record<string, unknown>;
}

type DictOf<Parts extends readonly string[], Int> = Parts extends readonly [string, infer Value extends string]
  ? Record<string, TypeOf<Trim<Value>, Int>>
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
