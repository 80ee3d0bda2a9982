/**
 * The part of the Standard Schema (standardschema.dev, version 1) that is used here: zod, valibot, ArkType and others have it. Schemas of
 * newer versions tell their JSON Schema as well.
 */
export interface Schema<A = unknown> {
  readonly '~standard': {
    readonly vendor: string;
    readonly validate: (value: unknown) => Validated | Promise<Validated>;
    readonly jsonSchema?: { readonly input: (options: { readonly target: string }) => Record<string, unknown> } | undefined;
    readonly types?: { readonly input: unknown; readonly output: A } | undefined;
  };
}

interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

type Validated = { readonly value: unknown; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

export function isSchema(value: unknown): value is Schema<never> {
  const takesKeys = typeof value === 'function' || (typeof value === 'object' && value !== null);
  return takesKeys && '~standard' in value;
}

/** The JSON Schema that a model is told, or why there is none. */
export function jsonSchemaOf(schema: Schema): Record<string, unknown> | string {
  const { vendor, jsonSchema } = schema['~standard'];
  try {
    if (jsonSchema !== undefined) return plain(jsonSchema.input({ target: 'draft-2020-12' }));
    if (vendor === 'zod' && '_zod' in schema) return plain(zod().toJSONSchema(schema as never, { io: 'input' }));
  } catch (error) {
    return (error as Error).message;
  }
  return `this version of ${vendor} does not tell a JSON Schema of its schemas`;
}

/** What the schema makes of the arguments. Throws with every place that is wrong. */
export async function parsed(schema: Schema, args: unknown): Promise<never> {
  const { issues, value } = { value: undefined, ...(await schema['~standard'].validate(args)) };
  if (issues === undefined) return value as never;
  throw new TypeError(issues.map(({ message, path = [] }) => [path.map(keyOf).join('.'), message].filter(Boolean).join(': ')).join('; '));
}

function keyOf(part: PropertyKey | { readonly key: PropertyKey }): string {
  return String(typeof part === 'object' ? part.key : part);
}

/** Without what a model has no use for. */
function plain({ $schema, '~standard': _, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}

/** Schemas of zod 4 before 4.2 do not tell their JSON Schema themselves; any zod 4 reads them. */
function zod(): typeof import('zod') {
  return require('zod') as typeof import('zod');
}
