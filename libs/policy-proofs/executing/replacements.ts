import { type StatementOf } from '#libs/policy-engine';
import { TRUE } from '../encoding/formulas.js';
import type { BlockRun } from './frame.js';
import { type Symbolic } from '../encoding/symbolic-values.js';

/** What stands within `with`: the document is another one there, and of a part of it nothing is followed. */
export function runWith(run: BlockRun, stmt: StatementOf<'WithStmt'>['stmt']): void {
  const { frame } = run;
  const saved = frame.local(stmt.local);
  const path = stmt.path ?? [];
  const value = frame.value(stmt.value);
  const replacing: Symbolic =
    path.length === 0
      ? { ...value, defined: TRUE }
      : frame.of.value(`a document that was changed by "with"${frame.execution.place(stmt)}`, frame.of.kindsThere);
  frame.locals.set(stmt.local, replacing);
  const { fell, left, returned } = frame.block(stmt.block, run.at, false);
  frame.locals.set(stmt.local, saved);
  run.takeOver({ fell: TRUE, left: left.slice(1), returned });
  run.require(fell);
}
