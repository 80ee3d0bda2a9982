import { keyText, type Schema, typeText } from './type-text';

/** What a module takes or gives, as Python told it. */
export interface Side {
  readonly fields: readonly { readonly name: string; readonly schema: Schema; readonly required: boolean }[];
  /** There may be others. */
  readonly isOpen: boolean;
}

export interface ModuleShape {
  readonly inputs: Side;
  readonly outputs: Side;
}

const HEAD = `// Written by \`npx dspex-jest types\` from the Python modules that tests load. Run it again when they change.
import '@dspex/jest-preset';

declare module '@dspex/jest-preset' {
  interface ModuleTypes {
`;

/** The whole declaration file. Modules in the order of their names, so that the same modules give the same file. */
export function declarationOf(modules: Readonly<Record<string, ModuleShape>>): string {
  const names = Object.keys(modules).sort();
  const members = names.map((name) => {
    const { inputs, outputs } = modules[name] as ModuleShape;
    return `    ${quoted(name)}: {\n      inputs: ${sideText(inputs)};\n      outputs: ${sideText(outputs)};\n    };\n`;
  });
  return `${HEAD}${members.join('')}  }\n}\n`;
}

function sideText({ fields, isOpen }: Side): string {
  const members = fields.map(({ name, schema, required }) => `${keyText(name)}${required ? '' : '?'}: ${typeText(schema)}`);
  if (members.length === 0) return isOpen ? 'Record<string, any>' : 'Record<string, never>';
  const named = `{ ${members.join('; ')} }`;
  return isOpen ? `${named} & Record<string, any>` : named;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
