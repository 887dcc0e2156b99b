import { innerBlocks, type Block, type PlanFunction, type Statement, type StatementOf } from '#libs/policy-engine';
import type { Formula, Formulas } from '../encoding/formulas.js';
import { only, type Shape, type Symbolic } from '../encoding/symbolic-values.js';
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
  const added = summaries.map((summary) => summary && onlyShape(summary.value, of.is));
  if (!shape || added.includes(undefined)) return false;
  let grown: Built = options.length > 1 && shape.is === 'array' ? { ...shape, isOrdered: false } : shape;
  for (const [i, { when }] of options.entries()) {
    const at = frame.formulas.and(run.at, when);
    frame.fail(frame.formulas.and(at, summaries[i]!.fails));
    grown = joined(frame.formulas, frame.formulas.beyond(at, before.defined), grown, added[i]!);
  }
  frame.locals.set(of.into, { defined: before.defined, options: [{ when: before.options[0]!.when, shape: grown }] });
  return true;
}

/** What the loop puts together where the collection that it goes through is this one. */
function bodyFor(frame: Frame, { fn, args }: Comprehension, { source }: Scan, shape: Shape): Summary | undefined {
  return frame.execution.callBody(
    fn,
    args.map((local) => (local === source ? only(shape) : frame.local(local))),
  );
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
    return { ...old, members: [...old.members, ...here(added.members)], more, isOrdered: old.isOrdered && added.isOrdered };
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
  const whole: Statement = { type: 'ScanStmt', stmt: scan };
  const locals = [...new Set([scan.source, ...all.flatMap(localsRead)])];
  const outside = locals.filter((local) => mayRead([whole], local));
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
  const stmts = [
    { type: MAKES[is], stmt: { target: into, capacity: 0 } },
    whole,
    { type: 'ReturnLocalStmt', stmt: { source: into } },
  ];
  return { fn: { name: '', params: args, return: into, blocks: [{ stmts: stmts as Statement[] }] }, args, into, is };
}

function allIn(blocks: readonly Block[]): Statement[] {
  return blocks.flatMap(({ stmts }) => (stmts ?? []).flatMap((statement) => [statement, ...allIn(innerBlocks(statement))]));
}
