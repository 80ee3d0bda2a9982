import type { Plan } from './change';
import { addElement, addProperties, type Edit, edited, replaceValue } from './edit-object';
import { type Found, textIn } from './found';
import { jsonObject, type ObjectText, propertyOf, textOf } from './object-text';

const PATH = 'tsconfig.json';

/** As ts-jest and TypeScript's own check take it, with Node's types, which TypeScript leaves out by itself from 6 on. */
const NEW = `{
  "compilerOptions": {
    "module": "Node16",
    "target": "ES2022",
    "strict": true,
    "skipLibCheck": true,
    "isolatedModules": true,
    "types": ["node"]
  }
}
`;

/** A tsconfig.json in which tests find Node's types; untouched where the project is not in TypeScript. */
export function planTsconfig({ folder, isTypeScript, versions }: Found): Plan {
  if (!isTypeScript) return { changes: [], toDo: [] };
  const before = textIn(folder, PATH);
  if (before === null) return { changes: [{ path: PATH, before, after: NEW }], toDo: [] };
  const options = compilerOptionsIn(before);
  if (options === undefined) return { changes: [], toDo: [] };
  const after = edited(before, typesEdits(options, Number.parseInt(versions.typescript ?? '', 10)));
  return { changes: [{ path: PATH, before, after }], toDo: [] };
}

/** Whether a file in this project that is CommonJS may hold `import`. */
export function isTakenAtItsWord({ folder }: Found): boolean {
  const options = compilerOptionsIn(textIn(folder, PATH) ?? '{}');
  const value = options && propertyOf(options, 'verbatimModuleSyntax');
  return value !== undefined && options?.text.slice(value.start, value.end) === 'true';
}

function compilerOptionsIn(text: string): ObjectText | undefined {
  const whole = jsonObject(text);
  const node = whole && propertyOf(whole, 'compilerOptions');
  return whole && node?.type === 'ObjectExpression' ? { ...whole, node } : undefined;
}

/** Where a base may say more, or an older TypeScript takes all that is installed, a list that is not there stays so. */
function typesEdits(options: ObjectText, typescript: number): Edit[] {
  const types = propertyOf(options, 'types');
  if (types === undefined)
    return typescript >= 6 && !/"extends"\s*:/.test(options.text) ? addProperties(options, [['types', '["node"]']]) : [];
  const names = (types.elements ?? []).map((element) => textOf(element ?? undefined));
  if (types.type !== 'ArrayExpression' || names.some((name) => name === 'node' || name === '*')) return [];
  return [names.length === 0 ? replaceValue(types, '["node"]') : addElement(types, '"node"')];
}
