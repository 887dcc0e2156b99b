import { PlanError } from '../errors.js';
import type { Operand, Plan } from './plan.js';

/** Turns operands of one plan into JavaScript expressions. Policy text reaches the source only through JSON.stringify. */
export class Operands {
  readonly #strings: string[];
  readonly #files: string[];

  constructor(plan: Plan) {
    this.#strings = (plan.static.strings ?? []).map((entry) => entry.value);
    this.#files = (plan.static.files ?? []).map((entry) => entry.value);
  }

  text(index: number): string {
    const text = this.#strings[index];
    if (typeof text !== 'string') throw new PlanError(`the plan has no string ${index}`);
    return text;
  }

  file(index: number | undefined): string {
    return this.#files[index ?? -1] ?? '';
  }

  local(index: number): string {
    if (!Number.isSafeInteger(index) || index < 0) malformed(`local ${String(index)}`);
    return `L${index}`;
  }

  /** A whole number the plan holds directly. */
  integer(value: unknown): number {
    return Number.isSafeInteger(value) ? (value as number) : malformed(`integer ${String(value)}`);
  }

  expression(operand: Operand): string {
    switch (operand.type) {
      case 'local':
        return this.local(operand.value);
      case 'bool':
        return operand.value ? 'true' : 'false';
      case 'string_index':
        return JSON.stringify(this.text(operand.value));
      default:
        throw new PlanError(`unknown operand type ${String((operand as { type?: unknown }).type)}`);
    }
  }

  /** The text of a constant string operand, undefined for everything else. */
  constantText(operand: Operand): string | undefined {
    return operand.type === 'string_index' ? this.text(operand.value) : undefined;
  }
}

/** An expression that is true when two others have the same value; what is done for most values is done in place. */
export function isSame(x: string, y: string): string {
  return `(typeof ${x} === 'string' ? R.sameText(${x}, ${y}) : ${x} === ${y} || R.equal(${x}, ${y}))`;
}

function malformed(what: string): never {
  throw new PlanError(`malformed ${what}`);
}
