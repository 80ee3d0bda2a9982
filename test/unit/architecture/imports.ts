import ts from 'typescript';

export interface Import {
  readonly specifier: string;
  /** Gone after compilation. */
  readonly isTypeOnly: boolean;
}

/** Each rule asks the same sources again; to parse them takes seconds. */
const known = new Map<string, { readonly text: string; readonly imports: Import[] }>();

/** Whatever a source imports: import, export from, import(), require(), loadPackage(), and import types. A computed name is not seen. */
export function importsIn(path: string, text: string): Import[] {
  const before = known.get(path);
  if (before?.text === text) return before.imports;
  const imports = parsed(path, text);
  known.set(path, { text, imports });
  return imports;
}

function parsed(path: string, text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const one = importOf(node);
    if (one !== undefined) found.push(one);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return found;
}

function importOf(node: ts.Node): Import | undefined {
  if (ts.isImportDeclaration(node)) return of(node.moduleSpecifier, onlyTypes(node));
  if (ts.isExportDeclaration(node)) return of(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isExternalModuleReference(node)) return of(node.expression, false);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return of(node.argument.literal, true);
  if (ts.isCallExpression(node) && isImportCall(node.expression)) return of(node.arguments[0], false);
  return undefined;
}

function of(specifier: ts.Node | undefined, isTypeOnly: boolean): Import | undefined {
  return specifier !== undefined && ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, isTypeOnly } : undefined;
}

function onlyTypes({ importClause }: ts.ImportDeclaration): boolean {
  if (importClause === undefined) return false;
  if (importClause.isTypeOnly) return true;
  const { name, namedBindings } = importClause;
  return (
    name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  );
}

function isImportCall(callee: ts.Expression): boolean {
  if (callee.kind === ts.SyntaxKind.ImportKeyword) return true;
  return /^((module\.)?require(\.resolve)?|loadPackage)$/.test(callee.getText());
}
