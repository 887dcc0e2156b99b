import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
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
    expect([...sizes].filter(([path, lines]) => lines > limit(path))).toStrictEqual([]);
  });

  it(`keep functions within ${FUNCTION_LINES} lines of code`, () => {
    expectThat('functions are found', spans.size).toBeGreaterThan(1_000);
    expect([...spans].filter(([name, lines]) => lines > (debts.functions[name] ?? FUNCTION_LINES))).toStrictEqual([]);
  });

  it('have no debt that is paid', () => {
    const paid = Object.keys(debts.files).filter((path) => (sizes.get(path) ?? 0) <= FILE_LINES);
    const paidFunctions = Object.keys(debts.functions).filter((name) => (spans.get(name) ?? 0) <= FUNCTION_LINES);
    expectThat('take these out of debts.json', [...paid, ...paidFunctions]).toStrictEqual([]);
  });
});
