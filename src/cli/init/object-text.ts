import { type Node, parse, parseExpression } from './parse-source';

/** An object as it stands in a source or in JSON, with comments and layout. Edits give the whole text anew. */
export interface ObjectText {
  readonly text: string;
  readonly node: Node;
  /** JSON wants its keys in double quotes. */
  readonly isJson: boolean;
}

/** The object of a JSON text, which may have comments; undefined where it is none. */
export function jsonObject(text: string): ObjectText | undefined {
  const node = parseExpression(text);
  return node?.type === 'ObjectExpression' ? { text, node, isJson: true } : undefined;
}

/** The object that a config file exports, however it gets there; undefined where that is not written in place. */
export function exportedObject(text: string): ObjectText | undefined {
  const body = parse(text);
  const exported = body?.map(exportedBy).find((node) => node !== undefined);
  const node = exported && objectBehind(exported, body ?? []);
  return node && { text, node, isJson: false };
}

/** The value of a key, where it is written in place, or in an object of the same file that is spread into this one. */
export function propertyOf(object: ObjectText, key: string): Node | undefined {
  const own = object.node.properties?.find((property) => keyOf(property) === key)?.value;
  return own ?? spreadInto(object).reduce<Node | undefined>((found, one) => propertyOf(one, key) ?? found, undefined);
}

function spreadInto({ text, node, isJson }: ObjectText): ObjectText[] {
  const spread = (node.properties ?? []).filter(({ type }) => type === 'SpreadElement');
  const body = spread.length === 0 ? [] : (parse(text) ?? []);
  const objects = spread.map(({ argument }) => argument && objectBehind(argument, body));
  return objects.flatMap((found) => (found === undefined ? [] : [{ text, node: found, isJson }]));
}

/** The text of a value that is a text in quotes. */
export function textOf(node: Node | undefined): string | undefined {
  return typeof node?.value === 'string' && node.type === 'StringLiteral' ? node.value : undefined;
}

/** The objects of a list that is written in place. */
export function objectsIn({ text, isJson }: ObjectText, list: Node): ObjectText[] {
  return (list.elements ?? []).flatMap((node) => (node?.type === 'ObjectExpression' ? [{ text, node, isJson }] : []));
}

function exportedBy({ type, declaration, expression }: Node): Node | undefined {
  if (type === 'ExportDefaultDeclaration') return declaration;
  const { left, right, type: kind } = expression ?? {};
  const isExports = left?.type === 'MemberExpression' && left.object?.name === 'module' && left.property?.name === 'exports';
  return type === 'ExpressionStatement' && kind === 'AssignmentExpression' && isExports ? right : undefined;
}

/** `{ … } satisfies Config`, a name, `define({ … })`, `async () => ({ … })`. */
function objectBehind(node: Node, body: readonly Node[]): Node | undefined {
  switch (node.type) {
    case 'ObjectExpression':
      return node;
    case 'TSSatisfiesExpression':
    case 'TSAsExpression':
    case 'ParenthesizedExpression':
      return node.expression && objectBehind(node.expression, body);
    case 'Identifier':
      return initOf(node.name, body);
    case 'CallExpression':
      return node.arguments?.[0] && objectBehind(node.arguments[0], body);
    case 'ArrowFunctionExpression':
    case 'FunctionDeclaration':
    case 'FunctionExpression':
      return returnedBy(node.body, body);
    default:
      return undefined;
  }
}

function initOf(name: unknown, body: readonly Node[]): Node | undefined {
  const declared = body.flatMap(({ declarations = [] }) => declarations).find(({ id }) => id?.name === name)?.init;
  return declared && objectBehind(declared, body);
}

function returnedBy(body: Node | readonly Node[] | undefined, outer: readonly Node[]): Node | undefined {
  if (body === undefined || Array.isArray(body)) return undefined;
  const block = body as Node;
  if (block.type !== 'BlockStatement') return objectBehind(block, outer);
  const statements = block.body as readonly Node[];
  const returned = statements.find(({ type }) => type === 'ReturnStatement')?.argument;
  return returned && objectBehind(returned, [...statements, ...outer]);
}

function keyOf({ key }: Node): unknown {
  return key?.name ?? key?.value;
}
