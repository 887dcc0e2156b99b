import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import ts from 'typescript';
import { parse } from './parsed-source.js';
import { filesIn } from './source-files.js';

/** Where each name that a file imports comes from. */
function originsIn(source: ts.SourceFile): Map<string, string> {
  const origins = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const bindings = statement.importClause?.namedBindings;
    if (!bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name } of bindings.elements) origins.set(name.text, statement.moduleSpecifier.text);
  }
  return origins;
}

/** Calls of `toNewEvents` with a catalogue that is not the feature's own, which is reached by a relative path or made in the file. */
function forgedIn(source: ts.SourceFile): string[] {
  const origins = originsIn(source);
  const forged: string[] = [];
  const see = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText(source) === 'toNewEvents') {
      const catalogue = node.arguments[0]?.getText(source) ?? '';
      if (!(origins.get(catalogue) ?? './').startsWith('.')) forged.push(`${source.fileName}: ${catalogue}`);
    }
    ts.forEachChild(node, see);
  };
  see(source);
  return forged;
}

describe('events', () => {
  it('are made only by the feature whose they are: others send its decider a command', () => {
    const files = filesIn(['src'], /(?<!\.spec)\.ts$/);
    expect(files.some((path) => originsIn(parse(path)).has('toNewEvents'))).toBe(true);
    expectThat(
      'see docs/explanation/walls.md',
      files.flatMap((path) => forgedIn(parse(path))),
    ).toStrictEqual([]);
  });

  it('are read through their catalogue, which knows the older shapes', () => {
    const casts = filesIn(['src'], /(?<!\.spec)\.ts$/).filter(
      (path) => !path.includes('/testing/') && /\.data as unknown as/.test(parse(path).text),
    );
    expectThat('use fromRecorded or projection', casts).toStrictEqual([]);
  });

  it('of another feature are found where they are made', () => {
    const text = `import { controlEvents } from '#features/controls/contract';
      const made = toNewEvents(controlEvents, context, [{ type: 'PolicyActivated', policy }], newId);`;
    expect(forgedIn(ts.createSourceFile('forger.ts', text, ts.ScriptTarget.ES2024, true))).toStrictEqual([
      'forger.ts: controlEvents',
    ]);
  });
});
