import { RegoSet, isObject, objectEntries, type Block, type StatementOf, type Value } from '#libs/policy-engine';
import { EncodingTooLarge, FALSE, TRUE, type Formula } from '../encoding/formulas.js';
import { runAsComprehension } from './comprehensions.js';
import type { BlockRun, Frame } from './frame.js';
import { isLiveIn, writtenIn } from './liveness.js';
import { breaksOf, isOrderFree, openFrom, unordered } from './loop-effects.js';
import { anyOf, constant, settled, type Shape, type Symbolic, UNDEFINED } from '../encoding/symbolic-values.js';
import type { Unknown } from '../encoding/unknowns.js';
import { KINDS } from '../encoding/unknowns.js';

type Scan = StatementOf<'ScanStmt'>['stmt'];

interface Item {
  readonly when: Formula;
  readonly key: Symbolic;
  readonly value: Symbolic;
}

/** Members of constants that a loop is run for, in all; beyond that nothing is known of what the loop does. */
const MAX_TURNS = 600;
/** Of a local after a loop whose turns are not followed. */
export const LEFT_BEHIND = 'what a loop leaves behind';
const COLLECTIONS = ['array', 'object', 'set'] as const;

export function runScan(run: BlockRun, scan: Scan): void {
  const { frame } = run;
  const { formulas, encoding } = frame;
  const source = frame.local(scan.source);
  run.require(formulas.or(...COLLECTIONS.map((kind) => encoding.comparisons.isKind(source, kind))));
  if (runAsComprehension(run, scan)) return;
  const turns = new Loop(run, scan);
  const known = source.options.map((option) => ({ ...option, value: settled(option.shape) }));
  const constants = known.filter(({ value }) => value !== undefined);
  turns.inOrder(
    positions(
      frame,
      constants.map(({ when, value }) => ({ when, items: itemsOf(value!) })),
    ),
  );
  for (const { when, shape, value } of known) if (value === undefined) turns.inAnyOrder(when, shape);
  turns.end();
}

/** What stands at each position in one collection or another. */
function positions(frame: Frame, collections: readonly { when: Formula; items: readonly [Value, Value][] }[]): Item[] {
  const { formulas } = frame;
  const length = collections.reduce((longest, { items }) => Math.max(longest, items.length), 0);
  return Array.from({ length: Math.min(length, MAX_TURNS + 1) }, (_, i) => {
    const there = collections.filter(({ items }) => i < items.length);
    const at = (which: 0 | 1): Symbolic => ({
      ...anyOf(
        formulas,
        there.map(({ when, items }) => ({ when, value: constant(items[i]![which]) })),
      ),
      defined: TRUE,
    });
    return { when: formulas.or(...there.map(({ when }) => when)), key: at(0), value: at(1) };
  });
}

function itemsOf(value: Value): readonly [Value, Value][] {
  if (Array.isArray(value)) return (value as Value[]).map((item, i) => [i, item]);
  if (value instanceof RegoSet) return value.sorted().map((item) => [item, item]);
  return isObject(value) ? objectEntries(value) : [];
}

/** The turns of one loop. */
class Loop {
  private readonly frame: Frame;
  private readonly body: Block;
  private readonly live: readonly number[];
  /** Locals of which it is not known what the loop leaves in them. */
  private readonly unclear = new Set<number>();
  private late: Formula = FALSE;

  constructor(
    private readonly run: BlockRun,
    private readonly scan: Scan,
  ) {
    this.frame = run.frame;
    this.body = scan.block;
    const written = writtenIn(this.body).add(scan.key).add(scan.value);
    this.live = [...written].filter((local) => isLiveIn(this.frame, local));
  }

  inOrder(items: readonly Item[]): void {
    if (items.length > MAX_TURNS) return this.withoutTurns();
    for (const item of items) this.turn(item);
  }

  /** Of a collection that depends on the input: what is known to be asked of it, then any member else, which stands for all others. */
  inAnyOrder(when: Formula, shape: Shape): void {
    for (const local of this.live) if (!isOrderFree(this.body, local)) this.unclear.add(local);
    const before = new Map(this.frame.locals);
    const startedAt = this.run.at;
    const source = shape.is === 'unknown' ? (this.frame.encoding.calls.sortedFrom(shape.unknown) ?? shape) : shape;
    if (source.is === 'unknown') this.unknown(when, source.unknown);
    else if (source.is !== 'constant') this.built(when, source, source !== shape);
    if (this.run.at !== startedAt) for (const local of this.live) this.unclear.add(local);
    for (const local of this.live) {
      const value = this.frame.local(local);
      if (value !== before.get(local)) this.frame.locals.set(local, unordered(value));
    }
  }

  end(): void {
    for (const local of this.unclear) this.frame.locals.set(local, this.frame.of.value(LEFT_BEHIND));
  }

  private unknown(when: Formula, unknown: Unknown): void {
    const { encoding, formulas, of } = this.frame;
    const { input } = encoding;
    for (const kind of COLLECTIONS) {
      const isKind = formulas.and(when, of.unknowns.is(unknown, kind));
      if (isKind === FALSE) continue;
      if (kind === 'object')
        for (const name of input.namesOf(unknown)) {
          const value = of.valueOf(input.child(unknown, name));
          this.turn({ when: formulas.and(isKind, value.defined), key: constant(name), value: { ...value, defined: TRUE } });
        }
      else
        for (const { there, value } of input.membersOf(unknown))
          this.turn({
            when: formulas.and(isKind, there),
            key: kind === 'set' ? value : of.value('the position of a member', ['number']),
            value,
          });
      for (const { there, key, value } of input.sharedStrangers(unknown, kind))
        this.turn({ when: formulas.and(isKind, there), key, value });
      this.others(isKind, () => input.stranger(unknown, kind));
    }
  }

  /** `isList`: they are in a list, though what is known of them is what that was made of. */
  private built(when: Formula, shape: Exclude<Shape, { is: 'unknown' | 'constant' }>, isList = shape.is === 'array'): void {
    const { formulas, encoding, of } = this.frame;
    const earlier: { when: Formula; key: Symbolic }[] = [];
    const members = shape.is === 'object' ? shape.entries.toReversed() : shape.members;
    for (const member of members) {
      const key = 'key' in member ? (member.key as Symbolic) : member.value;
      // What was there before is the same member again, or was replaced by it.
      const isNew =
        shape.is === 'array'
          ? TRUE
          : formulas.and(...earlier.map((other) => -formulas.and(other.when, encoding.comparisons.equal(other.key, key))));
      this.turn({
        when: formulas.and(when, member.when, isNew),
        key: isList ? of.value('the position of a member', ['number']) : key,
        value: member.value,
      });
      earlier.push({ when: member.when, key });
    }
    if (shape.more === FALSE) return;
    const why = 'a member of a collection that was built';
    this.others(formulas.and(when, shape.more), () => {
      const value = of.value(why, KINDS.slice(1));
      return { there: of.free(why), key: shape.is === 'set' && !isList ? value : of.value(why, KINDS.slice(1)), value };
    });
  }

  private turn({ when, key, value }: Item): void {
    const { frame, run } = this;
    const at = frame.formulas.and(run.at, when);
    if (at === FALSE) return;
    frame.set(this.scan.key, key, at);
    frame.set(this.scan.value, value, at);
    const { left, returned } = frame.block(this.body, at, true);
    run.takeOver({ fell: TRUE, left: left.slice(1), returned });
  }

  /**
   * Any number of members more. One of them stands for all, and for each thing that the loop leaves behind it may be another one:
   * what a loop does is done if there is one member that does it.
   */
  private others(when: Formula, another: () => { there: Formula; key: Symbolic; value: Symbolic }): void {
    const { frame } = this;
    const before = new Map(frame.locals);
    const after = new Map<number, Symbolic>();
    for (const local of this.live) {
      if (this.unclear.has(local)) continue;
      const { fails, returned, results } = frame;
      this.attempt(when, another());
      after.set(local, this.repeated(before.get(local) ?? UNDEFINED, frame.local(local), when));
      restore(frame.locals, before);
      Object.assign(frame, { fails, returned, results });
    }
    frame.fail(this.late);
    const { there, key, value } = another();
    this.turn({ when: frame.formulas.and(when, there), key, value });
    restore(frame.locals, before);
    for (const [local, left] of after) frame.locals.set(local, left);
  }

  private attempt(when: Formula, { there, key, value }: { there: Formula; key: Symbolic; value: Symbolic }): void {
    const { frame, run } = this;
    const at = frame.formulas.and(run.at, when, there);
    if (at === FALSE) return;
    frame.set(this.scan.key, key, at);
    frame.set(this.scan.value, value, at);
    frame.block(this.body, at, true);
  }

  /** What one more turn made of a local, if there may be many of that turn. */
  private repeated(before: Symbolic, after: Symbolic, when: Formula): Symbolic {
    const { formulas, of } = this.frame;
    if (after === before) return after;
    const [old, now] = [before.options[0]?.shape, after.options[0]?.shape];
    const isGrown =
      before.options.length === 1 &&
      after.options.length === 1 &&
      old &&
      now &&
      old.is === now.is &&
      old.is !== 'constant' &&
      old.is !== 'unknown';
    if (isGrown) return { ...after, options: [{ when: after.options[0]!.when, shape: openFrom(formulas, old, now) }] };
    const isGrownOtherwise = before.options.some(
      ({ shape }) => COLLECTIONS.includes(shape.is as 'set') && after.options.every((option) => option.shape !== shape),
    );
    if (isGrownOtherwise) return of.value(LEFT_BEHIND);
    const isOneConstant = after.options.length === 1 && settled(after.options[0]!.shape) !== undefined;
    if (!isOneConstant) {
      // Two members may lead to two values, which is an error of the policy.
      const conflict = formulas.and(
        this.run.at,
        when,
        of.free('whether members of a collection lead to different values of a rule'),
      );
      this.late = this.frame.formulas.or(this.late, conflict);
    }
    return after;
  }

  private withoutTurns(): void {
    const { frame, run } = this;
    const why = 'a loop over a long list';
    if (JSON.stringify(this.body).includes('"ReturnLocalStmt"')) throw new EncodingTooLarge(why);
    for (const local of this.live) this.unclear.add(local);
    frame.fail(frame.formulas.and(run.at, frame.of.free(why)));
    const levels = Math.max(1, ...breaksOf(this.body, 0));
    for (let level = 0; level < levels; level += 1) run.leave(level, frame.of.free(why));
  }
}

function restore(locals: Map<number, Symbolic>, to: ReadonlyMap<number, Symbolic>): void {
  locals.clear();
  for (const [local, value] of to) locals.set(local, value);
}
