import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { functionsOf, parse } from './parsed-source.js';
import { committed, filesIn, linesOf } from './source-files.js';

const FILE_LINES = 400;
const SPEC_LINES = 500;
const FUNCTION_LINES = 70;

/** Debts by name, with the size each had when it was let in: it may shrink, and goes from the list when it fits. */
interface Debts {
  readonly files: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, number>>;
}

const debts = committed<Debts>('debts.json');
const files = filesIn();
const sizes = new Map(files.map((path) => [path, linesOf(path).length - 1]));
const spans = new Map(
  files
    .filter((path) => !path.endsWith('.spec.ts') && !path.includes('testing/') && !path.startsWith('test/'))
    .flatMap((path) => functionsOf(parse(path)))
    .map(({ name, lines }) => [name, lines]),
);

describe('budgets', () => {
  it(`keep files within ${FILE_LINES} lines and specs within ${SPEC_LINES}`, () => {
    const limit = (path: string) => debts.files[path] ?? (path.endsWith('.spec.ts') ? SPEC_LINES : FILE_LINES);
    assert.deepEqual(
      [...sizes].filter(([path, lines]) => lines > limit(path)),
      [],
    );
  });

  it(`keep functions within ${FUNCTION_LINES} lines of code`, () => {
    assert.ok(spans.size > 1_000, 'functions are found');
    assert.deepEqual(
      [...spans].filter(([name, lines]) => lines > (debts.functions[name] ?? FUNCTION_LINES)),
      [],
    );
  });

  it('have no debt that is paid', () => {
    const paid = Object.keys(debts.files).filter((path) => (sizes.get(path) ?? 0) <= FILE_LINES);
    const paidFunctions = Object.keys(debts.functions).filter((name) => (spans.get(name) ?? 0) <= FUNCTION_LINES);
    assert.deepEqual([...paid, ...paidFunctions], [], 'take these out of debts.json');
  });
});
