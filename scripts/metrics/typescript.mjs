import { dirname, posix } from 'node:path';
import ts from 'typescript';

/** What a TypeScript file is made of: its lines, the paths it imports (types, too), and its functions with their lines of code. */
export function factsOfTypeScript(path, text) {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports = [];
  const functions = [];
  const visit = (node) => {
    const specifier = specifierOf(node);
    if (specifier?.startsWith('.')) imports.push(posix.join(dirname(path), specifier));
    if (ts.isFunctionLike(node) && node.body !== undefined) functions.push({ name: nameOf(node), lines: linesOf(node.body, file) });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { path, lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), imports: [...new Set(imports)], functions };
}

/** Of an import, an export from, an import type, `import()` and `require()`. */
function specifierOf(node) {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier?.text;
  if (ts.isImportTypeNode(node)) return node.argument.literal?.text;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.text === 'require';
  return isImport && node.arguments[0] !== undefined && ts.isStringLiteralLike(node.arguments[0]) ? node.arguments[0].text : undefined;
}

/** An arrow function has the name of what it is given to. */
function nameOf(node) {
  if (ts.isConstructorDeclaration(node)) return 'constructor';
  const named = node.name ?? (ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent.name : undefined);
  return named?.getText() ?? 'a function without a name';
}

/** Lines of a body on which something begins, without blank ones and comments. Functions in it count: Biome's check leaves them out. */
function linesOf(body, file) {
  const lines = new Set();
  const visit = (node) => {
    const children = node.getChildren(file);
    if (children.length === 0 && node.getWidth(file) > 0) lines.add(file.getLineAndCharacterOfPosition(node.getStart(file)).line);
    children.forEach(visit);
  };
  visit(body);
  return lines.size;
}
