import { size, type Value } from '#libs/policy-engine';
import type { Approximations } from './approximations.js';
import { FALSE, type Formula } from './formulas.js';
import {
  anyOf,
  constant,
  only,
  settled,
  settledValue,
  UNDEFINED,
  type Member,
  type Shape,
  type Symbolic,
} from './symbolic-values.js';
import type { Unknown } from './unknowns.js';

/** How many members there are, as far as it is known which of them are the same. */
export class Sizes {
  private readonly memo = new Map<Unknown, Symbolic>();

  constructor(private readonly of: Approximations) {}

  /** Undefined for what has no size; texts have one for some who ask. */
  size(value: Symbolic): Symbolic {
    const { formulas } = this.of;
    return anyOf(
      formulas,
      value.options.map(({ when, shape }) => ({ when: formulas.and(value.defined, when), value: this.sizeOf(shape) })),
    );
  }

  /** The number that was asked for as the size of an unknown. */
  askedOf(unknown: Unknown): Unknown | undefined {
    const shape = this.memo.get(unknown)?.options[0]?.shape;
    return shape?.is === 'unknown' ? shape.unknown : undefined;
  }

  private sizeOf(shape: Shape): Symbolic {
    const known = settled(shape);
    if (known !== undefined) return countOf(known);
    if (shape.is === 'unknown') return this.sizeOfUnknown(shape.unknown);
    if (shape.is === 'constant') return UNDEFINED;
    const members: readonly Member[] = shape.is === 'object' ? shape.entries : shape.members;
    const keys = shape.is === 'object' ? shape.entries.map(({ key }) => key) : shape.members.map(({ value }) => value);
    const isExact = shape.more === FALSE && (shape.is === 'array' || areDistinct(keys));
    return this.counted(
      members.map(({ when }) => when),
      shape.more,
      isExact,
    );
  }

  private counted(what: readonly Formula[], more: Formula, isExact: boolean): Symbolic {
    const { formulas, unknowns } = this.of;
    const number = unknowns.make(
      'a size',
      ['number'],
      isExact ? {} : { approximation: 'how many members of a collection are the same' },
    );
    if (isExact) unknowns.facts.push(formulas.atom({ is: 'count', of: number.id, what }));
    else {
      const less = (than: string): Formula =>
        formulas.atom({ is: '<', sort: 'number', a: { of: number.id }, b: { number: than } });
      const any = formulas.or(...what, more);
      unknowns.facts.push(
        -less('0'),
        formulas.choice(any, -less('1'), formulas.atom({ is: '=', sort: 'number', a: { of: number.id }, b: { number: '0' } })),
      );
      if (more === FALSE) unknowns.facts.push(less(String(what.length + 1)));
    }
    return only({ is: 'unknown', unknown: number });
  }

  private sizeOfUnknown(unknown: Unknown): Symbolic {
    const known = this.memo.get(unknown);
    if (known) return known;
    const { formulas, unknowns } = this.of;
    const number = unknowns.make(`the size of ${unknown.name}`, ['number'], { approximation: `the size of ${unknown.name}` });
    unknowns.facts.push(-formulas.atom({ is: '<', sort: 'number', a: { of: number.id }, b: { number: '0' } }));
    const defined = formulas.or(...(['string', 'array', 'object', 'set'] as const).map((kind) => unknowns.is(unknown, kind)));
    const made = { ...only({ is: 'unknown', unknown: number }), defined };
    this.memo.set(unknown, made);
    return made;
  }
}

function countOf(value: Value): Symbolic {
  const found = size(value);
  return found === undefined ? UNDEFINED : constant(found);
}

function areDistinct(values: readonly Symbolic[]): boolean {
  const known = values.map((value) => {
    const shape = settledValue(value) === undefined ? undefined : value.options[0]?.shape;
    return shape?.is === 'constant' ? shape.key : undefined;
  });
  return !known.includes(undefined) && new Set(known).size === known.length;
}
