import { readFileSync } from 'node:fs';
import ts from 'typescript';

export interface FunctionSpan {
  /** Path, and the name or the place of the function. */
  readonly name: string;
  /** Lines that are neither blank nor comment alone. */
  readonly lines: number;
}

export function parse(path: string): ts.SourceFile {
  return ts.createSourceFile(
    path,
    readFileSync(path, 'utf8'),
    ts.ScriptTarget.ES2024,
    true,
    path.endsWith('.mjs') ? ts.ScriptKind.JS : ts.ScriptKind.TS,
  );
}

/** Every function with a body, nested ones as well. */
export function functionsOf(source: ts.SourceFile): FunctionSpan[] {
  const found: FunctionSpan[] = [];
  visit(source, (node) => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined)
      found.push({ name: `${source.fileName} ${nameOf(node, source)}`, lines: codeLines(node, source) });
  });
  return found;
}

/** Dotted names a file uses as values: `Date.now`, `process.env`, `fetch`; property names and types are not among them. */
export function namesUsed(source: ts.SourceFile): { readonly name: string; readonly line: number }[] {
  const used: { name: string; line: number }[] = [];
  visit(source, (node) => {
    if (!ts.isIdentifier(node) || isOnlyAName(node)) return;
    const { parent } = node;
    const name =
      ts.isPropertyAccessExpression(parent) && parent.expression === node ? `${node.text}.${parent.name.text}` : node.text;
    used.push({
      name: ts.isNewExpression(parent) && parent.expression === node ? `new ${name}/${parent.arguments?.length ?? 0}` : name,
      line: lineOf(node, source),
    });
  });
  return used;
}

/** Modules a file imports or re-exports, types included. */
export function importsOf(source: ts.SourceFile): string[] {
  return source.statements.flatMap((statement) =>
    (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) &&
    statement.moduleSpecifier &&
    ts.isStringLiteral(statement.moduleSpecifier)
      ? [statement.moduleSpecifier.text]
      : [],
  );
}

function isOnlyAName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isTypeNode(parent) || ts.isQualifiedName(parent)) return true;
  return (
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isBindingElement(parent)) &&
    parent.name === node
  );
}

function nameOf(node: ts.SignatureDeclaration, source: ts.SourceFile): string {
  if (node.name) return node.name.getText(source);
  const { parent } = node;
  if ((ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) && parent.name)
    return parent.name.getText(source);
  return `line ${lineOf(node, source)}`;
}

function codeLines(node: ts.Node, source: ts.SourceFile): number {
  return node
    .getText(source)
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s*(\/\/|\/\*|\*)/.test(line)).length;
}

function lineOf(node: ts.Node, source: ts.SourceFile): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}
