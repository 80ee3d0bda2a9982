import { nearestName } from '../nearest';
import { DSPY_TYPES } from '../values/dspy-value';
import { anyOf, dictOf, type JsonSchema, listOf, SCALARS } from './json-schema';
import { type SignatureProblem, signatureError } from './signature-error';
import { type Token, tokenize } from './signature-tokens';

export const TYPE_NAMES = ['str', 'int', 'float', 'bool', 'Any', 'None', 'list', 'dict', 'Literal', 'Optional', 'Union'] as const;
const ALLOWED = `str, int, float, bool, Any, Literal['a', 'b'], list[T], dict[str, T], Optional[T], T | None, ${DSPY_TYPES.join(', ')}`;
/** Names people type from habit, where the letters alone would not tell what they meant. */
const HABITS: Readonly<Record<string, string>> = {
  string: 'str',
  text: 'str',
  integer: 'int',
  number: 'float',
  double: 'float',
  boolean: 'bool',
  array: 'list[str]',
  object: 'dict',
  any: 'Any',
  null: 'None',
  ...Object.fromEntries(DSPY_TYPES.map((type) => [type.slice('dspy.'.length).toLowerCase(), type])),
};

/** Reads tokens from left to right; the types of a signature and a type alone are read by the same code. */
export class TypeReader {
  private position = 0;
  private readonly tokens: Token[];

  constructor(
    private readonly text: string,
    private readonly where?: string,
  ) {
    this.tokens = tokenize(text, where);
  }

  peek(): Token {
    return this.tokens[this.position] as Token;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.position++;
    return token;
  }

  takeMark(mark: string): boolean {
    const { kind, value } = this.peek();
    if (kind !== 'mark' || value !== mark) return false;
    this.position++;
    return true;
  }

  /** One type, with all its alternatives: `list[str] | None`. */
  type(): JsonSchema {
    const alternatives = [this.single()];
    while (this.takeMark('|')) alternatives.push(this.single());
    return alternatives.length === 1 ? (alternatives[0] as JsonSchema) : anyOf(alternatives);
  }

  fail(token: Token, problem: SignatureProblem): never {
    throw signatureError(this.text, token, problem, this.where);
  }

  private single(): JsonSchema {
    const token = this.take();
    if (token.kind !== 'name') return this.fail(token, missingType(token));
    const name = canonical(String(token.value));
    const scalar = Object.hasOwn(SCALARS, name) ? SCALARS[name] : undefined;
    if (scalar !== undefined) return { ...scalar };
    if ((DSPY_TYPES as readonly string[]).includes(name)) return { title: name };
    if (name === 'Literal') return { enum: this.literals(token) };
    if (!(TYPE_NAMES as readonly string[]).includes(name)) return this.fail(token, unknownType(String(token.value)));
    return this.container(name, token);
  }

  private container(name: string, token: Token): JsonSchema {
    if (!this.takeMark('[')) return this.bare(name, token);
    const args = this.separated(() => this.type(), token);
    const wanted = name === 'dict' ? 2 : name === 'Union' ? args.length : 1;
    if (args.length !== wanted) return this.fail(token, wrongCount(name, args.length, wanted));
    if (name === 'Union') return anyOf(args);
    if (name === 'Optional') return anyOf([args[0] as JsonSchema, { type: 'null' }]);
    if (name === 'list') return listOf(args[0] as JsonSchema);
    if (args[0]?.type !== 'string') return this.fail(token, KEYS_ARE_TEXT);
    return dictOf(args[1] as JsonSchema);
  }

  private bare(name: string, token: Token): JsonSchema {
    if (name === 'list') return listOf({});
    if (name === 'dict') return dictOf({});
    return this.fail(token, {
      what: `has ${name} without a type in brackets`,
      why: `${name} needs to know of what`,
      next: `write ${name}[str]`,
    });
  }

  private literals(token: Token): unknown[] {
    if (!this.takeMark('['))
      this.fail(token, {
        what: 'has Literal without its values',
        why: 'Literal lists the values it allows',
        next: "write Literal['yes', 'no']",
      });
    return this.separated(() => this.literal(), token);
  }

  private literal(): unknown {
    const token = this.take();
    if (token.kind === 'string' || token.kind === 'number') return token.value;
    if (token.value === 'True') return true;
    if (token.value === 'False') return false;
    const next = token.kind === 'name' ? `put quotes around it: '${token.value}'` : "write Literal['yes', 'no']";
    return this.fail(token, {
      what: `has ${shown(token)} in a Literal`,
      why: 'the values of a Literal are quoted text, numbers, True and False',
      next,
    });
  }

  private separated<T>(item: () => T, opener: Token): T[] {
    const items = [item()];
    while (this.takeMark(',')) {
      if (this.peek().value === ']') break;
      items.push(item());
    }
    if (!this.takeMark(']'))
      this.fail(this.peek(), {
        what: `has ${shown(this.peek())} where "]" was expected`,
        why: `the bracket of ${opener.value} is still open`,
        next: 'add the missing "]"',
      });
    return items;
  }
}

/** A type alone, as in typed fields: `"list[str] | None"`. `where` names the field in errors. */
export function parseType(text: string, where: string): JsonSchema {
  const reader = new TypeReader(text, where);
  const schema = reader.type();
  const rest = reader.peek();
  if (rest.kind !== 'end')
    reader.fail(rest, {
      what: `goes on after its end, with ${shown(rest)}`,
      why: 'one type is all a field has',
      next: `write one of: ${ALLOWED}`,
    });
  return schema;
}

export function shown(token: Token): string {
  if (token.kind === 'end') return 'the end';
  return token.kind === 'string' ? `'${token.value}'` : `"${token.value}"`;
}

/** `typing.List` and `List` are Python's older names of `list`. */
function canonical(name: string): string {
  const bare = name.replace(/^typing\./, '');
  if (bare === 'List') return 'list';
  if (bare === 'Dict') return 'dict';
  return bare === 'NoneType' ? 'None' : bare;
}

function unknownType(name: string): SignatureProblem {
  const meant =
    (Object.hasOwn(HABITS, name.toLowerCase()) ? HABITS[name.toLowerCase()] : undefined) ??
    nearestName(name, [...TYPE_NAMES, ...DSPY_TYPES]);
  return {
    what: `has an unknown type "${name}"`,
    why: `${meant == null ? '' : `did you mean ${meant}? `}types are: ${ALLOWED}`,
    next:
      meant == null
        ? "use one of those types, or load your own module: dspex.loadModule('package.module:Class')"
        : `write ${meant} instead of ${name}`,
  };
}

function missingType(token: Token): SignatureProblem {
  return {
    what: `has ${shown(token)} where a type was expected`,
    why: `types are: ${ALLOWED}`,
    next: token.kind === 'string' ? `for a fixed text write Literal[${shown(token)}]` : 'write a type, or leave out the ":" for str',
  };
}

function wrongCount(name: string, count: number, wanted: number): SignatureProblem {
  return {
    what: `gives ${name} ${count} types`,
    why: `${name} takes ${wanted}`,
    next: name === 'dict' ? 'write dict[str, int]' : `write ${name}[str]`,
  };
}

const KEYS_ARE_TEXT: SignatureProblem = {
  what: 'has a dict whose keys are not str',
  why: 'a reply is JSON text, whose keys are text',
  next: 'write dict[str, …]',
};
