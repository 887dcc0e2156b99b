import { innerBlocks, type Block, type Statement } from '#libs/policy-engine';
import type { Formulas } from '../encoding/formulas.js';
import { settled, type Shape, type Symbolic } from '../encoding/symbolic-values.js';

/** What one more turn added to a collection, any number of turns like it may add. */
export function openFrom(formulas: Formulas, old: Shape, now: Shape): Shape {
  if (old.is === 'set' && now.is === 'set') {
    const added = now.members
      .slice(old.members.length)
      .filter(({ value }) => value.options.length !== 1 || settled(value.options[0]!.shape) === undefined);
    return { ...now, more: formulas.or(now.more, ...added.map(({ when }) => when)) };
  }
  if (old.is === 'array' && now.is === 'array')
    return {
      ...now,
      more: formulas.or(now.more, ...now.members.slice(old.members.length).map(({ when }) => when)),
      isOrdered: false,
      order: undefined,
    };
  if (old.is === 'object' && now.is === 'object')
    return { ...now, more: formulas.or(now.more, ...now.entries.slice(old.entries.length).map(({ when }) => when)) };
  return now;
}

export function unordered(value: Symbolic): Symbolic {
  return {
    ...value,
    options: value.options.map(({ when, shape }) => ({
      when,
      shape: shape.is === 'array' ? { ...shape, isOrdered: false, order: undefined } : shape,
    })),
  };
}

/** True when what a body leaves in a local does not depend on the order of turns. */
export function isOrderFree(body: Block, local: number): boolean {
  const written = new Set<string>();
  let isFree = true;
  const look = (statement: Statement): void => {
    const { type, stmt } = statement;
    if (type === 'AssignVarStmt' && stmt.target === local) {
      if (stmt.source.type === 'local') isFree = false;
      else written.add(JSON.stringify(stmt.source));
    } else if ('target' in stmt && stmt.target === local && type !== 'AssignVarOnceStmt') isFree = false;
    else if ((type === 'CallStmt' || type === 'CallDynamicStmt') && stmt.result === local) isFree = false;
    else if (type === 'ScanStmt' && (stmt.key === local || stmt.value === local)) isFree = false;
    for (const inner of innerBlocks(statement)) for (const one of inner.stmts ?? []) look(one);
  };
  for (const statement of body.stmts ?? []) look(statement);
  return isFree && written.size <= 1;
}

/** How many blocks around a body the breaks in it may leave. */
export function breaksOf(block: Block, depth: number): number[] {
  return (block.stmts ?? []).flatMap((statement) => {
    const inner = innerBlocks(statement).flatMap((one) => breaksOf(one, depth + 1));
    return statement.type === 'BreakStmt' ? [...inner, statement.stmt.index - depth] : inner;
  });
}
