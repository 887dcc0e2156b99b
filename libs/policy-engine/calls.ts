import { PlanError } from './errors.js';
import type { FunctionWriter } from './compiling/function-writer.js';
import { isSame } from './compiling/operands.js';
import type { StatementOf } from './compiling/plan.js';
import { locationSource } from './compiling/locations.js';
import { READ_BUILTINS } from './reads/read-runtime.js';

/** Comparisons are decided in place; everything else goes to the built-in. */
const ON_NUMBERS: Record<string, string> = { lt: '<', lte: '<=', gt: '>', gte: '>=' };

export function writeCall(writer: FunctionWriter, stmt: StatementOf<'CallStmt'>['stmt']): void {
  const args = stmt.args ?? [];
  const result = writer.target(stmt.result);
  const own = writer.scope.functionName(stmt.func);
  const moved = args.map((arg) => writer.moved(arg));
  if (own !== undefined) {
    // So the compiler goes through the members of a package, which functions are none of.
    const isNoCall = args.length < (writer.scope.parametersOf(stmt.func) ?? 0);
    if (isNoCall) return writer.emit(`{ ${result} = undefined; ${writer.leave(0, stmt)} }`);
    writer.emit(`if ((${result} = ${own}(${moved.join(', ')})) === undefined) ${writer.leave(0, stmt)}`);
    return;
  }
  const builtin = writer.scope.builtinName(stmt.func);
  if (builtin === undefined) throw new PlanError(`the engine has no built-in ${stmt.func}`);
  const values = writer.scope.reads && READ_BUILTINS.has(stmt.func) ? moved : args.map((arg) => writer.value(arg));
  if (writeInPlace(writer, stmt.func, values, result)) return;
  const guard = textGuard(writer, stmt.func, values, result);
  const call = `${guard}try { ${result} = ${builtin}(${values.join(', ')}); }`;
  const failed = `catch (e) { ${result} = R.failed(e, ${JSON.stringify(stmt.func)}, ${locationSource(writer, stmt)}); }`;
  writer.emit(`if ((F.left -= 4) < 0) R.exhausted(); ${call} ${failed}`);
  writer.emit(`if (${result} === undefined) ${writer.leave(0, stmt)}`);
}

/** Built-ins that ask for texts alone before they do anything else. */
const OF_TEXTS: ReadonlySet<string> = new Set(['contains', 'endswith', 'regex.match', 'startswith']);

/** Policies ask them about whatever stands in a call, numbers too: what is no text is found without raising and catching anything. */
function textGuard({ scope }: FunctionWriter, name: string, values: readonly string[], result: string): string {
  if (scope.strict || scope.reads || !OF_TEXTS.has(name)) return '';
  const others = values.filter((value) => !value.startsWith('"')).map((value) => `typeof ${value} !== 'string'`);
  return others.length === 0 ? '' : `if (${others.join(' || ')}) ${result} = R.refused(); else `;
}

function writeInPlace(writer: FunctionWriter, name: string, args: string[], result: string): boolean {
  const [a, b] = args;
  const comparison = ON_NUMBERS[name];
  if (comparison !== undefined) {
    const plain = `typeof ${a} === 'number' && typeof ${b} === 'number'`;
    writer.emit(`${result} = ${plain} ? ${a} ${comparison} ${b} : R.compare(${a}, ${b}) ${comparison} 0;`);
    return true;
  }
  if (name === 'equal' || name === 'neq') {
    writer.emit(`${result} = ${name === 'neq' ? '!' : ''}${isSame(a!, b!)};`);
    return true;
  }
  return false;
}

/** A call whose function is named by values that are only known while evaluating; without such a rule it is undefined. */
export function writeDynamicCall(writer: FunctionWriter, stmt: StatementOf<'CallDynamicStmt'>['stmt']): void {
  const { operands } = writer.scope;
  const path = stmt.path.map((part) => writer.value(part)).join(', ');
  const args = stmt.args.map((arg) => operands.local(arg)).join(', ');
  const target = writer.target(stmt.result);
  writer.emit(`if ((${target} = D.get(JSON.stringify([${path}]))?.(${args})) === undefined) ${writer.leave(0, stmt)}`);
}
