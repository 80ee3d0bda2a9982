/** What a rule looks for in a call, whatever its signature; unchecked as the test gave it. */
export interface CallPattern {
  readonly prompt?: unknown;
  readonly system?: unknown;
  readonly model?: unknown;
  readonly tool?: unknown;
  readonly turn?: unknown;
  readonly afterTool?: unknown;
  readonly outputs?: unknown;
}

export type RuleMatcher =
  | { readonly kind: 'fields'; readonly fields: Readonly<Record<string, unknown>>; readonly also?: CallPattern }
  | { readonly kind: 'predicate'; readonly predicate: (call: unknown) => unknown; readonly also?: CallPattern }
  | ({ readonly kind: 'prompt' } & CallPattern);
