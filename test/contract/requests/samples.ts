import { join } from 'node:path';
import ts from 'typescript';

/** Deeper than any setting of today lies. */
const DEEPEST = 6;

/** Values of each property of a type, as TypeScript knows it: what an SDK documents, whatever its version. */
export class Samples {
  private readonly checker: ts.TypeChecker;
  private readonly exported: ReadonlyMap<string, ts.Type>;

  /** `source`: a module that exports the types. */
  constructor(source: string) {
    const file = join(__dirname, 'generated-types.ts');
    const options = {
      strict: true,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      module: ts.ModuleKind.NodeNext,
      skipLibCheck: true,
      types: [],
    };
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (name, ...more) =>
      name === file ? ts.createSourceFile(name, source, ts.ScriptTarget.ESNext) : read(name, ...more);
    const program = ts.createProgram([file], options, host);
    this.checker = program.getTypeChecker();
    const module = this.checker.getSymbolAtLocation(program.getSourceFile(file) as ts.SourceFile) as ts.Symbol;
    const types = this.checker
      .getExportsOfModule(module)
      .map((symbol) => [symbol.name, this.checker.getDeclaredTypeOfSymbol(symbol)] as const);
    this.exported = new Map(types);
  }

  /** The settings of a type, each with values that differ in one place. */
  settingsOf(name: string): Map<string, unknown[]> {
    const properties = (this.exported.get(name) as ts.Type).getProperties();
    return new Map(properties.map((property) => [property.name, distinct(this.valuesOf(this.typeOf(property), [])) ?? []]));
  }

  private typeOf(property: ts.Symbol): ts.Type {
    return this.checker.getTypeOfSymbol(property);
  }

  private valuesOf(type: ts.Type, path: readonly ts.Type[]): unknown[] {
    if (path.length > DEEPEST || path.filter((outer) => outer === type).length > 1) return [];
    if (type.isUnion()) return type.types.flatMap((member) => this.valuesOf(member, path));
    if (type.isStringLiteral() || type.isNumberLiteral()) return [type.value];
    if (type.flags & ts.TypeFlags.BooleanLiteral) return [this.checker.typeToString(type) === 'true'];
    if (type.flags & ts.TypeFlags.StringLike) return ['one', 'two'];
    if (type.flags & ts.TypeFlags.NumberLike) return [1, 2];
    if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Never)) return [];
    if (type.flags & (ts.TypeFlags.Unknown | ts.TypeFlags.Any | ts.TypeFlags.NonPrimitive)) return [{ any: 1 }, { any: 2 }];
    return this.valuesOfObject(type, [...path, type]);
  }

  private valuesOfObject(type: ts.Type, path: readonly ts.Type[]): unknown[] {
    // `string & {}`: any other text than those that are listed.
    if (type.isIntersection() && type.types.some(({ flags }) => flags & ts.TypeFlags.String)) return ['one', 'two'];
    if (this.checker.isArrayType(type))
      return this.checker.getTypeArguments(type as ts.TypeReference).flatMap((item) => this.valuesOf(item, path).map((value) => [value]));
    if (type.getCallSignatures().length > 0 || isOfPlatform(type)) return [];
    const properties = type.getProperties();
    const index = type.getStringIndexType();
    if (properties.length === 0) return index ? this.valuesOf(index, path).map((value) => ({ name: value })) : [{}];
    return this.valuesOfRecord(properties, path);
  }

  /** One with no more than it must have, and one more to each value of each property. */
  private valuesOfRecord(properties: readonly ts.Symbol[], path: readonly ts.Type[]): unknown[] {
    const values = properties.map((property) => [property.name, this.valuesOf(this.typeOf(property), path)] as const);
    const isOptional = new Set(properties.filter(({ flags }) => flags & ts.SymbolFlags.Optional).map(({ name }) => name));
    const least = Object.fromEntries(
      values.filter(([name, [first]]) => !isOptional.has(name) && first !== undefined).map(([name, [first]]) => [name, first]),
    );
    return [least, ...values.flatMap(([name, some]) => some.map((value) => ({ ...least, [name]: value })))];
  }
}

function distinct(values: readonly unknown[]): unknown[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** Bytes, signals and files of the platform: no JSON. */
function isOfPlatform(type: ts.Type): boolean {
  return /^(Blob|File|AbortSignal|ArrayBuffer|Uint8Array|Date|ReadStream)/.test(type.symbol?.name ?? '');
}
