import { callBuiltin, RegoSet, type Value } from '#libs/policy-engine';
import type { Approximations } from './approximations.js';
import type { Comparisons } from './comparisons.js';
import { FALSE, TRUE } from './formulas.js';
import type { InputParts } from './input-parts.js';
import { constant, only, settled, type Shape, type Symbolic } from './symbolic-values.js';
import type { Unknown } from './unknowns.js';

/** Constants that are tried in place of an unknown. */
const MAX_TRIED = 200;

/** What a call answers where the only unknown among its arguments is one of the values it is compared with elsewhere. */
export class TriedConstants {
  private readonly found = new Map<Unknown, Set<string>>();

  constructor(
    private readonly of: Approximations,
    private readonly comparisons: Comparisons,
    private readonly parts: InputParts,
  ) {}

  /** `answer` is what the call answers whatever the unknown is. */
  call(name: string, shapes: readonly Shape[], answer: Symbolic): void {
    const unknowns = new Set(shapes.flatMap(unknownsIn));
    const [unknown] = unknowns;
    if (unknowns.size !== 1 || !unknown || !(unknown.path ?? unknown.memberOf)) return;
    const { formulas } = this.of;
    for (const value of this.constantsOf(unknown)) {
      const values = shapes.map((shape) => settledWith(shape, value));
      const called = values.every((one) => one !== undefined) ? callBuiltin(name, values) : 'costly';
      if (called === 'costly') continue;
      const isIt = this.comparisons.equal(only({ is: 'unknown', unknown }), constant(value));
      const says = called.answer === undefined ? -answer.defined : this.comparisons.equal(answer, constant(called.answer));
      this.of.unknowns.facts.push(formulas.implies(isIt, says));
      if (typeof called.answer === 'string') this.note(answer, called.answer);
    }
  }

  /** Texts that an unknown is asked about, be it a part of the input or what was made of one. */
  textsOf(unknown: Unknown): readonly string[] {
    const known = (unknown.path ?? unknown.memberOf) ? this.constantsOf(unknown) : [...(this.found.get(unknown) ?? [])];
    return known.filter((value) => typeof value === 'string');
  }

  private constantsOf({ path, memberOf }: Unknown): readonly Value[] {
    const { shape } = this.parts;
    const known = path ? shape.constants(path) : memberOf ? shape.members(memberOf) : [];
    return known.slice(0, MAX_TRIED);
  }

  private note(answer: Symbolic, text: string): void {
    const shape = answer.options[0]?.shape;
    if (shape?.is !== 'unknown') return;
    this.found.set(shape.unknown, (this.found.get(shape.unknown) ?? new Set()).add(text));
  }
}

function unknownsIn(shape: Shape): Unknown[] {
  if (shape.is === 'unknown') return [shape.unknown];
  if (shape.is === 'constant') return [];
  const parts =
    shape.is === 'object' ? shape.entries.flatMap(({ key, value }) => [key, value]) : shape.members.map(({ value }) => value);
  return parts.flatMap(({ options }) => options.flatMap((option) => unknownsIn(option.shape)));
}

/** What it is where every unknown in it is this value; undefined where that depends on more. */
function settledWith(shape: Shape, value: Value): Value | undefined {
  if (shape.is === 'unknown') return value;
  const known = settled(shape);
  if (known !== undefined || shape.is === 'constant' || shape.is === 'object') return known;
  if (shape.more !== FALSE || (shape.is === 'array' && !shape.isOrdered)) return undefined;
  const members: Value[] = [];
  for (const member of shape.members) {
    const { options, defined } = member.value;
    const one =
      member.when === TRUE && defined === TRUE && options.length === 1 ? settledWith(options[0]!.shape, value) : undefined;
    if (one === undefined) return undefined;
    members.push(one);
  }
  return shape.is === 'set' ? RegoSet.of(members) : members;
}
