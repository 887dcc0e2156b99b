import { PlanError } from '../errors.js';
import type { FunctionWriter } from './function-writer.js';
import { writeCall, writeDynamicCall } from '../calls.js';
import { locationSource } from './locations.js';
import { isSame } from './operands.js';
import type { Operand, Statement, StatementKind, StatementOf } from './plan.js';
import { isPlainProperty } from '../runtime.js';
import { parseNumber } from '../formats/numbers.js';
import { SpelledNumber } from '../formats/spelled-number.js';

type Writer<K extends StatementKind> = (writer: FunctionWriter, statement: StatementOf<K>['stmt'], whole: StatementOf<K>) => void;

export function writeStatement(writer: FunctionWriter, statement: Statement): void {
  if (!Object.hasOwn(WRITERS, statement.type)) throw new PlanError(`unknown plan statement ${statement.type}`);
  const write = WRITERS[statement.type] as Writer<StatementKind>;
  write(writer, statement.stmt, statement);
}

/** An expression that is true when both operands are the same value; identity settles it when one side is a constant. */
function sameSource(writer: FunctionWriter, a: Operand, b: Operand): string {
  if (a.type !== 'local' || b.type !== 'local') return `${writer.kind(a)} === ${writer.kind(b)}`;
  return isSame(writer.value(a), writer.value(b));
}

function typeTest(test: (value: string) => string): Writer<'IsArrayStmt' | 'IsObjectStmt' | 'IsSetStmt'> {
  return (writer, stmt) => writer.emit(`if (!(${test(writer.kind(stmt.source))})) ${writer.leave(0, stmt)}`);
}

function writeDot(writer: FunctionWriter, stmt: StatementOf<'DotStmt'>['stmt']): void {
  const source = writer.moved(stmt.source);
  const key = writer.scope.operands.constantText(stmt.key);
  const path = writer.basedPath(stmt.source);
  const target = writer.target(stmt.target);
  if (path) writer.based(stmt.target, [...path, key]);
  const name = writer.moved(stmt.key);
  if (key !== undefined && isPlainProperty(key) && !writer.scope.reads) {
    writer.emit(
      `if ((${target} = ${source}?.[${name}]) === undefined && (${target} = R.dotRest(${source}, ${name})) === undefined) ${writer.leave(0, stmt)}`,
    );
    return;
  }
  const mayBeIndex = key === undefined ? stmt.key.type === 'local' : !isPlainProperty(key);
  const dot = path && mayBeIndex ? 'R.baseDot' : 'R.dot';
  writer.emit(`if ((${target} = ${dot}(${source}, ${name})) === undefined) ${writer.leave(0, stmt)}`);
}

function writeScan(writer: FunctionWriter, stmt: StatementOf<'ScanStmt'>['stmt'], whole: Statement): void {
  const role = writer.innerRole(whole);
  const [items, i] = [writer.fresh('s'), writer.fresh('i')];
  writer.emit(`const ${items} = R.scan(${writer.localValue(stmt.source)});`);
  writer.emit(`if (${items} === undefined) ${writer.leave(0, stmt)}`);
  writer.emit(`for (let ${i} = 0, v = ${items}.values, k = ${items}.keys; ${i} < v.length; ${i}++) {`);
  writer.emit('if (--F.left < 0) R.exhausted();');
  writer.emit(`${writer.target(stmt.key)} = k === undefined ? ${i} : k[${i}]; ${writer.target(stmt.value)} = v[${i}];`);
  writer.block(stmt.block, role);
  writer.emit('}');
}

function writeNot(writer: FunctionWriter, stmt: StatementOf<'NotStmt'>['stmt']): void {
  const holds = writer.fresh('h');
  writer.emit(`let ${holds} = true;`);
  writer.block(stmt.block, 'inner', `${holds} = false;`);
  writer.emit(`if (!${holds}) ${writer.leave(0, stmt)}`);
}

/** Rules seen with other input or data have other values: they are memoised under a generation of their own. */
function writeWith(writer: FunctionWriter, stmt: StatementOf<'WithStmt'>['stmt'], whole: Statement): void {
  const role = writer.innerRole(whole);
  const [saved, generation, holds] = [writer.fresh('w'), writer.fresh('g'), writer.fresh('h')];
  const local = writer.target(stmt.local);
  const path = (stmt.path ?? []).map((index) => writer.scope.operands.text(index));
  writer.emit(`const ${saved} = ${local}, ${generation} = G; let ${holds} = false;`);
  writer.emit(`${local} = R.upsert(${local}, ${JSON.stringify(path)}, ${writer.moved(stmt.value)}); G = ++N;`);
  writer.emit('try {');
  writer.replacing(stmt.local, path, () => writer.block(stmt.block, role, `${holds} = true;`));
  writer.emit(`} finally { ${local} = ${saved}; G = ${generation}; }`);
  writer.emit(`if (!${holds}) ${writer.leave(0, stmt)}`);
}

function writeAssignOnce(writer: FunctionWriter, stmt: StatementOf<'AssignVarOnceStmt'>['stmt']): void {
  const [target, source] = [writer.target(stmt.target), writer.moved(stmt.source)];
  const isEqual = isSame(writer.localValue(stmt.target), writer.value(stmt.source));
  const conflict = `R.raiseConflict('complete rules must not produce multiple outputs', ${locationSource(writer, stmt)})`;
  writer.emit(`if (${target} === undefined) ${target} = ${source}; else if (!${isEqual}) ${conflict};`);
}

function writeNumber(writer: FunctionWriter, stmt: StatementOf<'MakeNumberRefStmt'>['stmt']): void {
  const text = writer.scope.operands.text(stmt.Index);
  const value = parseNumber(text);
  if (value === undefined) throw new PlanError(`malformed number ${text}`);
  const source =
    value instanceof SpelledNumber ? writer.scope.constants.keep(value) : typeof value === 'bigint' ? `${value}n` : String(value);
  writer.emit(`${writer.target(stmt.target)} = ${source};`);
}

const WRITERS: { [K in StatementKind]: Writer<K> } = {
  ArrayAppendStmt: (w, s) => w.emit(`if (--F.left < 0) R.exhausted(); ${w.target(s.array)}.push(${w.value(s.value)});`),
  AssignIntStmt: (w, s) => w.emit(`${w.target(s.target)} = ${w.scope.operands.integer(s.value)};`),
  AssignVarOnceStmt: writeAssignOnce,
  AssignVarStmt: (w, s) => w.emit(`${w.target(s.target)} = ${w.moved(s.source)};`),
  BlockStmt: (w, s) => (s.blocks ?? []).forEach((block) => w.block(block, 'inner')),
  BreakStmt: (w, s) => w.emit(w.leave(s.index, s)),
  CallDynamicStmt: writeDynamicCall,
  CallStmt: writeCall,
  DotStmt: writeDot,
  EqualStmt: (w, s) => w.emit(`if (!(${sameSource(w, s.a, s.b)})) ${w.leave(0, s)}`),
  IsArrayStmt: typeTest((value) => `Array.isArray(${value})`),
  IsDefinedStmt: (w, s) => w.emit(`if (${w.scope.operands.local(s.source)} === undefined) ${w.leave(0, s)}`),
  IsObjectStmt: typeTest((value) => `${value} !== undefined && R.isObject(${value})`),
  IsSetStmt: typeTest((value) => `${value} instanceof R.Set`),
  IsUndefinedStmt: (w, s) => w.emit(`if (${w.target(s.source)} !== undefined) ${w.leave(0, s)}`),
  LenStmt: (w, s) => w.emit(`if ((${w.target(s.target)} = R.size(${w.value(s.source)})) === undefined) ${w.leave(0, s)}`),
  MakeArrayStmt: (w, s) => w.emit(`${w.target(s.target)} = [];`),
  MakeNullStmt: (w, s) => w.emit(`${w.target(s.target)} = null;`),
  MakeNumberIntStmt: (w, s) => w.emit(`${w.target(s.target)} = ${w.scope.operands.integer(s.value)};`),
  MakeNumberRefStmt: writeNumber,
  MakeObjectStmt: (w, s) => w.emit(`${w.target(s.target)} = {};`),
  MakeSetStmt: (w, s) => w.emit(`${w.target(s.target)} = new R.Set();`),
  NopStmt: () => undefined,
  NotEqualStmt: (w, s) => w.emit(`if (${sameSource(w, s.a, s.b)}) ${w.leave(0, s)}`),
  NotStmt: writeNot,
  ObjectInsertOnceStmt: (w, s) => {
    const object = w.target(s.object);
    w.emit('if ((F.left -= 16) < 0) R.exhausted();');
    w.emit(`${object} = R.insertOnce(${object}, ${w.value(s.key)}, ${w.value(s.value)}, ${locationSource(w, s)});`);
  },
  ObjectInsertStmt: (w, s) => {
    const object = w.target(s.object);
    w.emit(`if ((F.left -= 12) < 0) R.exhausted(); ${object} = R.insert(${object}, ${w.value(s.key)}, ${w.value(s.value)});`);
  },
  ObjectMergeStmt: (w, s) => w.emit(`${w.target(s.target)} = R.merge(${w.localValue(s.a)}, ${w.localValue(s.b)});`),
  ResetLocalStmt: (w, s) => w.emit(`${w.target(s.target)} = undefined;`),
  ResultSetAddStmt: (w, s) => w.emit(`out.push(${w.localValue(s.value)});`),
  ReturnLocalStmt: (w, s) => w.emit(`return ${w.scope.operands.local(s.source)};`),
  ScanStmt: writeScan,
  SetAddStmt: (w, s) => w.emit(`if (--F.left < 0) R.exhausted(); ${w.target(s.set)}.add(${w.value(s.value)});`),
  WithStmt: writeWith,
};
