import { innerBlocks, type Block, type Operand, type PlanFunction, type Statement, type StatementOf } from '#libs/policy-engine';
import type { Formula, Formulas } from '../encoding/formulas.js';
import { constant, keyOf, only, orderOf, type Shape, type Symbolic } from '../encoding/symbolic-values.js';
import type { BlockRun, Frame, Summary } from './frame.js';
import { isLiveIn, localsRead, mayRead, writtenIn } from './liveness.js';
import { breaksOf } from './loop-effects.js';

type Scan = StatementOf<'ScanStmt'>['stmt'];
type Built = Extract<Shape, { is: 'set' | 'array' | 'object' }>;

/** A loop that does nothing but put members into one collection, as a function of what it reads that answers what it puts there. */
interface Comprehension {
  readonly fn: PlanFunction;
  readonly args: readonly number[];
  readonly into: number;
  readonly is: Built['is'];
  /** Texts that it puts there as they are. Its function gets them as arguments: whether they are put there depends on none of them. */
  readonly words: readonly Operand[];
}

const GROWS = { SetAddStmt: 'set', ArrayAppendStmt: 'array', ObjectInsertStmt: 'object' } as const;
const MAKES = { set: 'MakeSetStmt', array: 'MakeArrayStmt', object: 'MakeObjectStmt' } as const;
/** What ends more than a turn, or what cannot be told apart from outside. */
const BEYOND = new Set(['ReturnLocalStmt', 'ResultSetAddStmt', 'CallDynamicStmt', 'WithStmt']);

const found = new WeakMap<Scan, Comprehension | null>();

/**
 * Runs a loop as a function where that can be done, so that the same loop over the same values comes to the same in two policies. False
 * where it cannot, and nothing was done.
 */
export function runAsComprehension(run: BlockRun, scan: Scan): boolean {
  const { frame } = run;
  if (!frame.execution.isComparing) return false;
  const of = found.get(scan) ?? comprehensionIn(scan);
  found.set(scan, of);
  // In the function itself it is run as what it is.
  if (!of || frame.blocks === of.fn.blocks || !livesOn(frame, scan, of.into)) return false;
  const before = frame.local(of.into);
  const shape = onlyShape(before, of.is);
  const { options } = frame.local(scan.source);
  const summaries = options.map((option) => bodyFor(frame, of, scan, option.shape));
  const words = of.words.map((operand) => frame.value(operand));
  const added = summaries.map((summary) => spoken(summary && onlyShape(summary.value, of.is), words));
  if (!shape || added.includes(undefined)) return false;
  let grown: Built = options.length > 1 && shape.is === 'array' ? { ...shape, isOrdered: false, order: orderOf(shape) } : shape;
  for (const [i, { when }] of options.entries()) {
    const at = frame.formulas.and(run.at, when);
    frame.fail(frame.formulas.and(at, summaries[i]!.fails));
    grown = joined(frame.formulas, frame.formulas.beyond(at, before.defined), grown, added[i]!);
  }
  frame.locals.set(of.into, { defined: before.defined, options: [{ when: before.options[0]!.when, shape: grown }] });
  return true;
}

/** Stands for a text of the policy. Nothing compares it: it is put into a collection that the loop does not look at. */
const wordNumbered = (i: number): Symbolic => constant(`\u0000 word ${i}`);

/** The same with the texts of this policy. */
function spoken(shape: Built | undefined, words: readonly Symbolic[]): Built | undefined {
  if (!shape || shape.is === 'object' || words.length === 0) return shape;
  const byKey = new Map(words.map((word, i) => [keyOf(wordNumbered(i).options[0]!.shape), word]));
  const members = shape.members.map((member) => {
    const options = member.value.options.map((option) => ({
      ...option,
      shape: byKey.get(keyOf(option.shape))?.options[0]?.shape ?? option.shape,
    }));
    return { ...member, value: { ...member.value, options } };
  });
  return { ...shape, members };
}

/** What the loop puts together where the collection that it goes through is this one. */
function bodyFor(frame: Frame, { fn, args, words }: Comprehension, { source }: Scan, shape: Shape): Summary | undefined {
  const given = args.map((local) => (local === source ? only(shape) : frame.local(local)));
  return frame.execution.callBody(fn, [...given, ...words.map((_, i) => wordNumbered(i))]);
}

/** Nothing else that the loop writes is looked at afterwards. */
function livesOn(frame: Frame, scan: Scan, into: number): boolean {
  return [...writtenIn(scan.block), scan.key, scan.value].every((local) => local === into || !isLiveIn(frame, local));
}

function onlyShape(value: Symbolic, is: Built['is']): Built | undefined {
  const shape = value.options.length === 1 ? value.options[0]!.shape : undefined;
  return shape?.is === is ? shape : undefined;
}

/** What was there, and what the loop put there if this place was reached. */
function joined(formulas: Formulas, at: Formula, old: Built, added: Built): Built {
  const more = formulas.or(old.more, formulas.and(at, added.more));
  const here = <M extends { readonly when: Formula }>(members: readonly M[]): M[] =>
    members.map((member) => ({ ...member, when: formulas.and(at, member.when) }));
  if (old.is === 'object' && added.is === 'object') return { ...old, entries: [...old.entries, ...here(added.entries)], more };
  if (old.is === 'set' && added.is === 'set') return { ...old, members: [...old.members, ...here(added.members)], more };
  if (old.is === 'array' && added.is === 'array')
    return {
      ...old,
      members: [...old.members, ...here(added.members)],
      more,
      isOrdered: old.isOrdered && added.isOrdered,
      order: `${orderOf(old)}, ${orderOf(added)}`,
    };
  throw new TypeError('two collections of one kind were of two');
}

function comprehensionIn(scan: Scan): Comprehension | null {
  const all = allIn([scan.block]);
  if (all.some(({ type }) => BEYOND.has(type)) || breaksOf(scan.block, 0).some((levels) => levels > 0)) return null;
  const grown = new Map<number, Built['is']>();
  for (const { type, stmt } of all) {
    if (type === 'SetAddStmt') grown.set(stmt.set, GROWS[type]);
    if (type === 'ArrayAppendStmt') grown.set(stmt.array, GROWS[type]);
    if (type === 'ObjectInsertStmt') grown.set(stmt.object, GROWS[type]);
  }
  const locals = [...new Set([scan.source, ...all.flatMap(localsRead)])];
  const outside = locals.filter((local) => mayRead([{ type: 'ScanStmt', stmt: scan }], local));
  const [into, ...others] = outside.filter((local) => grown.has(local));
  if (into === undefined || others.length > 0 || scan.source === into) return null;
  const args = [0, 1, ...outside.filter((local) => local !== into && local > 1)];
  const asksWhetherThere = all.some(
    ({ type, stmt }) =>
      ((type === 'IsDefinedStmt' || type === 'IsUndefinedStmt') && outside.includes(stmt.source)) ||
      (type === 'AssignVarOnceStmt' && outside.includes(stmt.target)) ||
      (!(type in GROWS) && localsRead({ type, stmt } as Statement).includes(into)),
  );
  const is = grown.get(into);
  if (asksWhetherThere || !is) return null;
  const { block, words, params } = withoutWords(
    scan.block,
    into,
    1 + Math.max(...locals, ...writtenIn(scan.block), scan.key, scan.value),
  );
  const body: Scan = { ...scan, block };
  const stmts = [
    { type: MAKES[is], stmt: { target: into, capacity: 0 } },
    { type: 'ScanStmt', stmt: body },
    { type: 'ReturnLocalStmt', stmt: { source: into } },
  ];
  const fn = { name: '', params: [...args, ...params], return: into, blocks: [{ stmts: stmts as Statement[] }] };
  const made: Comprehension = { fn, args, into, is, words };
  found.set(body, made);
  return made;
}

/** A block in which the texts that are put into a set are locals, from a number on that is nobody's. */
function withoutWords(block: Block, into: number, from: number): { block: Block; words: Operand[]; params: number[] } {
  const words: Operand[] = [];
  const rewritten = ({ stmts }: Block): Block => ({
    stmts: (stmts ?? []).map((statement): Statement => {
      const { type, stmt } = statement;
      if (type === 'SetAddStmt' && stmt.set === into && stmt.value.type === 'string_index')
        return { type, stmt: { ...stmt, value: { type: 'local', value: from + words.push(stmt.value) - 1 } } };
      if (type === 'BlockStmt') return { type, stmt: { ...stmt, blocks: (stmt.blocks ?? []).map(rewritten) } };
      // Spelled out, so that each keeps the type that goes with it.
      if (type === 'NotStmt') return { type, stmt: { ...stmt, block: rewritten(stmt.block) } };
      if (type === 'ScanStmt') return { type, stmt: { ...stmt, block: rewritten(stmt.block) } };
      return statement;
    }),
  });
  const made = rewritten(block);
  return { block: made, words, params: words.map((_, i) => from + i) };
}

function allIn(blocks: readonly Block[]): Statement[] {
  return blocks.flatMap(({ stmts }) => (stmts ?? []).flatMap((statement) => [statement, ...allIn(innerBlocks(statement))]));
}
