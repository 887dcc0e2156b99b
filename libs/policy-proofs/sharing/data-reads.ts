import { innerBlocks, type Block, type Operand, type Operands, type PlanFunction, type Statement } from '#libs/policy-engine';
import { localsRead } from '../executing/liveness.js';

/** A part of the data document that a function looks at: all of it, or only whether it is there and what kind of value it is. */
export interface DataRead {
  readonly path: DataPath;
  readonly isWhole: boolean;
}

/** Null: any member. */
export type DataPath = readonly (string | null)[];

/** Functions have the data document as their second argument. */
const DATA = 1;
/** Longer paths are read as a whole from there on. */
const MAX_PATH = 8;

interface Looking {
  readonly operands: Operands;
  /** What a function of the plan reads; undefined for built-ins. */
  readsOf(name: string): readonly DataRead[] | undefined;
}

/**
 * What a function and those it calls read of the data. Whatever order its statements run in, a local holds at most what some statement
 * puts into it, so more is named than is read, never less.
 */
export function dataReads({ blocks, params }: PlanFunction, looking: Looking): readonly DataRead[] {
  const reads = new Map<string, DataRead>();
  const held = new Map<number, Map<string, DataPath>>();
  let isNew = true;
  const hold = (local: number, path: DataPath): void => {
    const known = held.get(local) ?? new Map<string, DataPath>();
    if (known.has(JSON.stringify(path))) return;
    held.set(local, known.set(JSON.stringify(path), path));
    isNew = true;
  };
  const read = (path: DataPath, isWhole: boolean): void => {
    const key = JSON.stringify(path);
    if (isWhole || !reads.has(key)) reads.set(key, { path, isWhole });
  };
  const [, data] = params;
  if (data === undefined) return [];
  hold(data, []);
  const statements = allIn(blocks);
  while (isNew) {
    isNew = false;
    for (const statement of statements) look(statement, held, looking, { hold, read });
  }
  return [...reads.values()];
}

interface Found {
  hold(local: number, path: DataPath): void;
  read(path: DataPath, isWhole: boolean): void;
}

type Held = ReadonlyMap<number, ReadonlyMap<string, DataPath>>;

function look(statement: Statement, held: Held, { operands, readsOf }: Looking, { hold, read }: Found): void {
  const pathsIn = (operand: Operand): DataPath[] =>
    operand.type === 'local' ? [...(held.get(operand.value)?.values() ?? [])] : [];
  if (statement.type === 'DotStmt') {
    const { source, key, target } = statement.stmt;
    const name = key.type === 'string_index' ? operands.text(key.value) : null;
    for (const path of pathsIn(source)) {
      if (path.length >= MAX_PATH) read(path, true);
      else {
        read([...path, name], false);
        hold(target, [...path, name]);
      }
    }
    for (const path of pathsIn(key)) read(path, true);
    return;
  }
  const callee = statement.type === 'CallStmt' ? readsOf(statement.stmt.func) : undefined;
  if (statement.type === 'CallStmt' && callee) {
    for (const [i, arg] of (statement.stmt.args ?? []).entries())
      for (const path of pathsIn(arg)) {
        if (i !== DATA) read(path, true);
        else for (const of of callee) read([...path, ...of.path], of.isWhole);
      }
    return;
  }
  for (const local of localsRead(statement)) for (const path of held.get(local)?.values() ?? []) read(path, true);
}

function allIn(blocks: readonly Block[]): Statement[] {
  return blocks.flatMap(({ stmts }) => (stmts ?? []).flatMap((statement) => [statement, ...allIn(innerBlocks(statement))]));
}
