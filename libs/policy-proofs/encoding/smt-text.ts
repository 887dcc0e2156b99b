import { compareValues } from '#libs/policy-engine';
import { TRUE, type Atom, type Formula, type Formulas, type Term } from './formulas.js';
import { KINDS, type Kind, type Unknown, type Unknowns } from './unknowns.js';

/** A question to a solver, and how its answer is to be read. */
export interface SmtQuestion {
  readonly text: string;
  /** What the approximations in it stand for. */
  readonly approximated: readonly string[];
  /** Texts in order: the first is told as 0, the second as 1; one in between as a number in between. */
  readonly texts: readonly string[];
  readonly unknowns: readonly Unknown[];
  /** Whether it stands in the text. */
  isNamed(formula: Formula): boolean;
}

/**
 * Whether everything in `claims` can hold together, as SMT-LIB text. Texts and numbers are real numbers: of texts nothing but their
 * order matters here, and every order of texts has its like among those.
 */
export function smtQuestion(formulas: Formulas, unknowns: Unknowns, claims: readonly Formula[]): SmtQuestion {
  const facts = relevant(formulas, unknowns.facts, claims);
  const order = inOrder(formulas, [...claims, ...facts]);
  const used = new Set<number>();
  const texts = new Set<string>();
  const approximated = new Set<string>();
  for (const id of order) {
    const part = formulas.part(id);
    if (isParts(part)) continue;
    if (part.is === 'free' && part.why !== '') approximated.add(part.why);
    if (part.is === 'count' || part.is === 'sum') used.add(part.of);
    if (part.is === 'sum') used.add(part.a);
    if (part.is === '=' || part.is === '<') for (const term of [part.a, part.b]) note(term, used, texts);
  }
  const sorted = [...texts].sort((a, b) => compareValues(a, b));
  const rank = new Map(sorted.map((text, i) => [text, i]));
  const lines = ['(set-logic QF_LRA)'];
  for (const id of used) lines.push(`(declare-const t${id} Real)`, `(declare-const n${id} Real)`);
  for (const id of order) lines.push(definition(formulas, id, rank));
  for (const claim of [...facts, ...claims]) if (claim !== TRUE) lines.push(`(assert ${nameOf(claim)})`);
  lines.push('(check-sat)');
  for (const unknown of unknowns.all) if (unknown.approximation && used.has(unknown.id)) approximated.add(unknown.approximation);
  const named = new Set(order);
  return {
    text: `${lines.join('\n')}\n`,
    approximated: [...approximated].sort(),
    texts: sorted,
    unknowns: unknowns.all,
    isNamed: (formula) => named.has(Math.abs(formula)),
  };
}

/** The kind a model gives an unknown, from its bits. */
export function kindOfBits(bits: readonly boolean[]): Kind {
  return KINDS[bits.reduce((sum, bit, i) => sum + (bit ? 1 << i : 0), 0)]!;
}

function isParts(part: Atom | readonly Formula[]): part is readonly Formula[] {
  return Array.isArray(part);
}

function note(term: Term, used: Set<number>, texts: Set<string>): void {
  if ('of' in term) used.add(term.of);
  else if ('text' in term) texts.add(term.text);
}

/** Facts that have to do with the claims, directly or by way of others. To leave one out only makes the question wider. */
function relevant(formulas: Formulas, facts: readonly Formula[], claims: readonly Formula[]): readonly Formula[] {
  const atomsOf = (roots: readonly Formula[]): string[] => {
    const names = inOrder(formulas, roots).flatMap((id): string[] => {
      const part = formulas.part(id);
      if (isParts(part)) return [];
      if (part.is === 'free') return [`f${id}`];
      if (part.is === 'count') return [`u${part.of}`];
      if (part.is === 'sum') return [`u${part.of}`, `u${part.a}`];
      return [part.a, part.b].flatMap((term) => ('of' in term ? [`u${term.of}`] : []));
    });
    return names;
  };
  const known = new Set(atomsOf(claims));
  let waiting = facts.map((fact) => ({ fact, atoms: atomsOf([fact]) }));
  const kept: Formula[] = [];
  for (let isNew = true; isNew;) {
    const near = waiting.filter(({ atoms }) => atoms.some((atom) => known.has(atom)));
    for (const { fact, atoms } of near) {
      kept.push(fact);
      for (const atom of atoms) known.add(atom);
    }
    isNew = near.length > 0;
    waiting = waiting.filter((one) => !near.includes(one));
  }
  return kept;
}

/** Everything that the claims are made of, parts before wholes. */
function inOrder(formulas: Formulas, claims: readonly Formula[]): number[] {
  const order: number[] = [];
  const seen = new Set<number>([TRUE]);
  const stack: { readonly id: number; isReady: boolean }[] = claims.map((claim) => ({ id: Math.abs(claim), isReady: false }));
  while (stack.length > 0) {
    const top = stack.pop()!;
    if (top.isReady) order.push(top.id);
    if (top.isReady || seen.has(top.id)) continue;
    seen.add(top.id);
    stack.push({ id: top.id, isReady: true });
    const part = formulas.part(top.id);
    const parts = isParts(part) ? part : part.is === 'count' ? part.what : [];
    for (const one of parts) stack.push({ id: Math.abs(one), isReady: false });
  }
  return order;
}

function definition(formulas: Formulas, id: number, rank: ReadonlyMap<string, number>): string {
  const part = formulas.part(id);
  if (isParts(part)) return `(define-fun f${id} () Bool (and ${part.map(nameOf).join(' ')}))`;
  if (part.is === 'free') return `(declare-const f${id} Bool)`;
  if (part.is === 'sum') return `(define-fun f${id} () Bool (= n${part.of} (+ n${part.a} ${decimal(part.number)})))`;
  if (part.is === 'count') {
    const terms = part.what.map((one) => `(ite ${nameOf(one)} 1.0 0.0)`);
    return `(define-fun f${id} () Bool (= n${part.of} (+ 0.0 0.0 ${terms.join(' ')})))`;
  }
  const { a, b } = part;
  return `(define-fun f${id} () Bool (${part.is} ${termText(a, part.sort, rank)} ${termText(b, part.sort, rank)}))`;
}

function termText(term: Term, sort: 'text' | 'number', rank: ReadonlyMap<string, number>): string {
  if ('of' in term) return `${sort === 'text' ? 't' : 'n'}${term.of}`;
  return 'text' in term ? `${rank.get(term.text) ?? 0}.0` : decimal(term.number);
}

function nameOf(formula: Formula): string {
  if (formula === TRUE) return 'true';
  if (formula === -TRUE) return 'false';
  return formula < 0 ? `(not f${-formula})` : `f${formula}`;
}

/** A number as SMT-LIB writes it: without an exponent, with a point, and with its sign as a call. */
function decimal(text: string): string {
  const [, sign, whole = '0', fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const places = fraction.length - Number(exponent);
  const digits = whole + fraction;
  const padded = places > 0 ? digits.padStart(places + 1, '0') : digits + '0'.repeat(-places);
  const at = places > 0 ? padded.length - places : padded.length;
  const plain = `${padded.slice(0, at)}.${padded.slice(at) || '0'}`;
  return sign === '-' ? `(- ${plain})` : plain;
}
