import { numberDefault } from './default-number';
import { textDefault } from './default-text';

type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * A value that a JSON Schema takes, as small as it may be: the given text, 0, false, the first of an enum, null where null is allowed, an
 * empty array, an object with its required properties; within bounds, lengths, patterns and formats.
 */
export function defaultFor(schema: JsonSchema, text: string): unknown {
  const found = new Defaults(schema, text).of(schema, 0, []);
  return found === ENDLESS ? text : found;
}

/** A schema whose value would have to hold another value of the same schema. */
const ENDLESS = Symbol('endless');

/** The defaults of one schema and of what it refers to. */
class Defaults {
  constructor(
    private readonly root: JsonSchema,
    private readonly text: string,
  ) {}

  /** `variant` gives other values of the same schema, for items that have to differ; `within` are the references around it. */
  of(schema: JsonSchema, variant: number, within: readonly string[]): unknown {
    if (typeof schema.$ref === 'string') return this.ofReference(schema, variant, within);
    if ('default' in schema) return schema.default;
    if ('const' in schema) return schema.const;
    if (Array.isArray(schema.enum)) return schema.enum[variant % schema.enum.length];
    const choices = (schema.anyOf ?? schema.oneOf) as JsonSchema[] | undefined;
    if (choices !== undefined) return this.ofChoices(choices, variant, within);
    if (Array.isArray(schema.allOf)) return this.of(merged(schema), variant, within);
    return this.byType(schema, variant, within);
  }

  private ofReference({ $ref, ...beside }: JsonSchema, variant: number, within: readonly string[]): unknown {
    const reference = String($ref);
    if (within.includes(reference)) return ENDLESS;
    const steps = reference
      .replace(/^#\/?/, '')
      .split('/')
      .filter((step) => step !== '');
    const found = steps.reduce<unknown>((node, step) => (node as JsonSchema | undefined)?.[named(step)], this.root);
    return this.of({ ...(found as JsonSchema | undefined), ...beside }, variant, [...within, reference]);
  }

  private ofChoices(choices: readonly JsonSchema[], variant: number, within: readonly string[]): unknown {
    if (choices.some(({ type }) => type === 'null')) return null;
    for (const choice of choices) {
      const found = this.of(choice, variant, within);
      if (found !== ENDLESS) return found;
    }
    return ENDLESS;
  }

  private byType(schema: JsonSchema, variant: number, within: readonly string[]): unknown {
    switch (typeOf(schema)) {
      case 'integer':
      case 'number':
        return numberDefault(schema, variant);
      case 'boolean':
        return variant % 2 === 1;
      case 'null':
        return null;
      case 'array':
        return this.ofArray(schema, within);
      case 'object':
        return this.ofObject(schema, within);
      default:
        return textDefault(schema, this.text, variant);
    }
  }

  private ofArray({ minItems = 0, prefixItems = [], items = {}, uniqueItems }: JsonSchema, within: readonly string[]): unknown {
    const first = prefixItems as readonly JsonSchema[];
    const rest = items === false ? {} : (items as JsonSchema);
    const length = Math.max(Number(minItems), first.length);
    const made = Array.from({ length }, (_, at) => this.of(first[at] ?? rest, uniqueItems === true ? at : 0, within));
    return made.includes(ENDLESS) ? ENDLESS : made;
  }

  private ofObject(schema: JsonSchema, within: readonly string[]): unknown {
    const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
    const required = (schema.required ?? []) as string[];
    const [value, name] = [recordOr(schema.additionalProperties), recordOr(schema.propertyNames)];
    const made = Object.fromEntries(required.map((key) => [key, this.of(properties[key] ?? value, 0, within)]));
    for (let key = 0; Object.keys(made).length < Number(schema.minProperties ?? 0); key++)
      made[String(this.of({ type: 'string', ...name }, key, within))] = this.of(value, 0, within);
    return Object.values(made).includes(ENDLESS) ? ENDLESS : made;
  }
}

/** OpenAI's strict schemas and zod write `['string', 'null']`. */
function typeOf({ type, properties }: JsonSchema): unknown {
  if (Array.isArray(type)) return type.includes('null') ? 'null' : type[0];
  return type ?? (properties === undefined ? undefined : 'object');
}

/** What is said by several schemas together, as far as one value can be made of it. */
function merged({ allOf, ...beside }: JsonSchema): JsonSchema {
  const all = [...(allOf as readonly JsonSchema[]), beside];
  const patterns = all.flatMap(({ pattern }) => (typeof pattern === 'string' ? [pattern] : []));
  return Object.assign({}, ...all, patterns.length > 1 ? { pattern: inARow(patterns) } : {});
}

/** What begins the text first, and what ends it last. */
function inARow(patterns: readonly string[]): string {
  const place = (pattern: string): number => (pattern.startsWith('^') ? 0 : pattern.endsWith('$') ? 2 : 1);
  return [...patterns].sort((one, other) => place(one) - place(other)).join('');
}

/** As a JSON pointer writes a name. */
function named(step: string): string {
  return decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
}

function recordOr(schema: unknown): JsonSchema {
  return typeof schema === 'object' && schema !== null ? (schema as JsonSchema) : {};
}
