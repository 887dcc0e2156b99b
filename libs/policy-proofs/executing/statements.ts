import type { Operand, Statement, StatementKind, StatementOf } from '#libs/policy-engine';
import type { BlockRun } from './frame.js';
import { FALSE, TRUE, type Formula } from '../encoding/formulas.js';
import { LEFT_BEHIND, runScan } from './scans.js';
import { anyOf, constant, only, UNDEFINED, type Shape, type Symbolic } from '../encoding/symbolic-values.js';
import { runWith } from './replacements.js';
import type { Kind } from '../encoding/unknowns.js';

type Runner<K extends StatementKind> = (run: BlockRun, stmt: StatementOf<K>['stmt']) => void;

export function runStatement(run: BlockRun, { type, stmt }: Statement): void {
  ((RUNNERS[type] as Runner<StatementKind> | undefined) ?? unknownStatement)(run, stmt);
}

/** The engine refuses such a plan; nothing may be concluded from one. */
function unknownStatement(): never {
  throw new RangeError('the plan has a statement of an unknown kind');
}

/** What a local held before is kept only where something may look at it that does not come through here: locals are used again and again. */
function set(run: BlockRun, local: number, value: Symbolic): void {
  const { frame } = run;
  if (frame.mayReadElsewhere(local)) frame.set(local, value, run.at);
  else frame.locals.set(local, { ...value, defined: frame.formulas.and(run.at, value.defined) });
}

/** The result of something that leaves the block when it is undefined. */
function found(run: BlockRun, local: number, value: Symbolic): void {
  set(run, local, value);
  run.require(value.defined);
}

function kindTest(kind: Kind): Runner<'IsArrayStmt' | 'IsObjectStmt' | 'IsSetStmt'> {
  return (run, { source }) => run.require(run.frame.encoding.comparisons.isKind(run.frame.value(source), kind));
}

function assignOnce(run: BlockRun, stmt: StatementOf<'AssignVarOnceStmt'>['stmt']): void {
  const { frame } = run;
  const { formulas } = frame;
  const [before, now] = [frame.local(stmt.target), frame.value(stmt.source)];
  const again = formulas.and(run.at, before.defined);
  if (again !== FALSE) {
    const conflict = formulas.and(
      again,
      -frame.encoding.comparisons.equal({ ...before, defined: TRUE }, { ...now, defined: TRUE }),
    );
    frame.fail(conflict);
  }
  frame.set(stmt.target, now, formulas.and(run.at, -before.defined));
}

function call(run: BlockRun, stmt: StatementOf<'CallStmt'>['stmt']): void {
  const { frame } = run;
  // Here they are all there; what else an argument depends on is no part of it.
  const args = (stmt.args ?? []).map((arg) => present(frame.value(arg)));
  if (!frame.execution.isOwn(stmt.func)) {
    found(run, stmt.result, frame.encoding.calls.call(stmt.func, args, frame.execution.place(stmt)));
    return;
  }
  const summary = frame.execution.call(stmt.func, args);
  if (summary) frame.fail(frame.formulas.and(run.at, summary.fails));
  found(run, stmt.result, summary?.value ?? UNDEFINED);
}

function present(value: Symbolic): Symbolic {
  return value.defined === TRUE || value.defined === FALSE ? value : { ...value, defined: TRUE };
}

function callDynamic(run: BlockRun, stmt: StatementOf<'CallDynamicStmt'>['stmt']): void {
  const { frame } = run;
  const { formulas } = frame;
  const args = stmt.args.map((arg) => present(frame.local(arg)));
  const path = stmt.path.map((part) => frame.value(part));
  const cases = frame.execution.rulesOfLength(path.length).map((rule) => {
    const isIt = formulas.and(...rule.path.map((name, i) => frame.encoding.comparisons.equal(constant(name), path[i]!)));
    const summary = isIt === FALSE ? undefined : frame.execution.call(rule.name, args);
    if (summary) frame.fail(formulas.and(run.at, isIt, summary.fails));
    return { when: isIt, value: summary?.value ?? UNDEFINED };
  });
  found(run, stmt.result, anyOf(formulas, cases));
}

/**
 * Puts something into a collection that is being built: it is in there if this place was reached. What else the local may hold is
 * from another time, when this place was not reached.
 */
function grow<K extends Building>(run: BlockRun, local: number, is: K, add: (shape: Built<K>, when: Formula) => Shape): void {
  const { frame } = run;
  const before = frame.local(local);
  const when = frame.formulas.beyond(run.at, before.defined);
  const grown = (shape: Shape): Shape => {
    if (shape.is === is) return add(shape as Built<K>, when);
    if (shape.is !== 'unknown' || shape.unknown.name !== LEFT_BEHIND) return shape;
    return frame.of.value(LEFT_BEHIND, frame.of.kindsThere).options[0]!.shape;
  };
  const options = before.options.map((option) => ({ when: option.when, shape: grown(option.shape) }));
  frame.locals.set(local, { defined: before.defined, options });
}

type Building = 'array' | 'object' | 'set';
type Built<K extends Building> = Extract<Shape, { is: K }>;

function insert(run: BlockRun, stmt: StatementOf<'ObjectInsertStmt'>['stmt'], isOnce: boolean): void {
  const { frame } = run;
  const [key, value] = [present(frame.value(stmt.key)), present(frame.value(stmt.value))];
  if (isOnce) {
    const { formulas, encoding } = frame;
    const other = encoding.lookups.find(present(frame.local(stmt.object)), key);
    frame.fail(formulas.and(run.at, other.defined, -encoding.comparisons.equal(present(other), value)));
  }
  grow(run, stmt.object, 'object', (object, when) => ({ ...object, entries: [...object.entries, { when, key, value }] }));
}

function append(run: BlockRun, stmt: StatementOf<'ArrayAppendStmt'>['stmt']): void {
  const value = present(run.frame.value(stmt.value));
  grow(run, stmt.array, 'array', (array, when) => ({ ...array, members: [...array.members, { when, value }] }));
}

function addToSet(run: BlockRun, stmt: StatementOf<'SetAddStmt'>['stmt']): void {
  const value = present(run.frame.value(stmt.value));
  grow(run, stmt.set, 'set', (set_, when) => ({ ...set_, members: [...set_.members, { when, value }] }));
}

const EMPTY: Readonly<Record<'array' | 'object' | 'set', Shape>> = {
  array: { is: 'array', members: [], more: FALSE, isOrdered: true },
  object: { is: 'object', entries: [], more: FALSE },
  set: { is: 'set', members: [], more: FALSE },
};

function merge(run: BlockRun, stmt: StatementOf<'ObjectMergeStmt'>['stmt']): void {
  const { frame } = run;
  const { formulas } = frame;
  const [a, b] = [frame.local(stmt.a), frame.local(stmt.b)];
  const both = frame.of.value(`the union of two documents${frame.execution.place(stmt)}`, frame.of.kindsThere);
  const merged = anyOf(formulas, [
    { when: -a.defined, value: b },
    { when: formulas.and(a.defined, -b.defined), value: a },
    { when: formulas.and(a.defined, b.defined), value: present(both) },
  ]);
  set(run, stmt.target, merged);
}

function same(run: BlockRun, a: Operand, b: Operand): Formula {
  const { frame } = run;
  return frame.encoding.comparisons.equal(frame.value(a), frame.value(b));
}

function literal(value: Parameters<typeof constant>[0]): (run: BlockRun, stmt: { target: number }) => void {
  return (run, stmt) => set(run, stmt.target, constant(value));
}

const RUNNERS: { readonly [K in StatementKind]: Runner<K> } = {
  ArrayAppendStmt: append,
  AssignIntStmt: (run, stmt) => set(run, stmt.target, constant(stmt.value)),
  AssignVarOnceStmt: assignOnce,
  AssignVarStmt: (run, stmt) => set(run, stmt.target, run.frame.value(stmt.source)),
  BlockStmt: (run, stmt) => {
    const ending = run.frame.blocksInTurn(stmt.blocks ?? [], run.at, false);
    run.takeOver(ending);
  },
  BreakStmt: (run, stmt) => run.leave(stmt.index, TRUE),
  CallDynamicStmt: callDynamic,
  CallStmt: call,
  DotStmt: (run, stmt) =>
    found(run, stmt.target, run.frame.encoding.lookups.find(run.frame.value(stmt.source), run.frame.value(stmt.key))),
  EqualStmt: (run, stmt) => run.require(same(run, stmt.a, stmt.b)),
  IsArrayStmt: kindTest('array'),
  IsDefinedStmt: (run, stmt) => run.require(run.frame.local(stmt.source).defined),
  IsObjectStmt: kindTest('object'),
  IsSetStmt: kindTest('set'),
  IsUndefinedStmt: (run, stmt) => run.require(-run.frame.local(stmt.source).defined),
  LenStmt: (run, stmt) => found(run, stmt.target, run.frame.encoding.sizes.size(run.frame.value(stmt.source))),
  MakeArrayStmt: (run, stmt) => set(run, stmt.target, only(EMPTY.array)),
  MakeNullStmt: literal(null),
  MakeNumberIntStmt: (run, stmt) => set(run, stmt.target, constant(stmt.value)),
  MakeNumberRefStmt: (run, stmt) => {
    const value = run.frame.execution.number(stmt.Index);
    if (value === undefined) throw new RangeError('the plan has a malformed number');
    set(run, stmt.target, constant(value));
  },
  MakeObjectStmt: (run, stmt) => set(run, stmt.target, only(EMPTY.object)),
  MakeSetStmt: (run, stmt) => set(run, stmt.target, only(EMPTY.set)),
  NopStmt: () => undefined,
  NotEqualStmt: (run, stmt) => run.require(-same(run, stmt.a, stmt.b)),
  NotStmt: (run, stmt) => {
    const { frame } = run;
    const from = run.at;
    const { fell, left, returned } = frame.block(stmt.block, from, false);
    run.takeOver({ fell: TRUE, left: left.slice(1), returned });
    run.require(-fell);
  },
  ObjectInsertOnceStmt: (run, stmt) => insert(run, stmt, true),
  ObjectInsertStmt: (run, stmt) => insert(run, stmt, false),
  ObjectMergeStmt: merge,
  ResetLocalStmt: (run, stmt) => set(run, stmt.target, UNDEFINED),
  ResultSetAddStmt: (run, stmt) => {
    const { frame } = run;
    frame.results = anyOf(frame.formulas, [
      { when: frame.results.defined, value: present(frame.results) },
      { when: frame.formulas.and(-frame.results.defined, run.at), value: frame.local(stmt.value) },
    ]);
  },
  ReturnLocalStmt: (run, stmt) => {
    const { frame } = run;
    const value = frame.local(stmt.source);
    frame.returned = anyOf(frame.formulas, [
      { when: frame.returned.defined, value: present(frame.returned) },
      { when: frame.formulas.and(-frame.returned.defined, run.at), value },
    ]);
    run.returned = frame.formulas.or(run.returned, run.at);
    run.at = FALSE;
  },
  ScanStmt: runScan,
  SetAddStmt: addToSet,
  WithStmt: runWith,
};
