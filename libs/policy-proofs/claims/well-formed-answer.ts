import { isObject, objectEntries, type Json, type Value } from '#libs/policy-engine';
import { rulingOf } from '#libs/ruling';
import type { Encoding } from '../encoding/encoding.js';
import { FALSE, TRUE, type Formula } from '../encoding/formulas.js';
import { constant, identityOf, settled, settledValue, type Shape, type Symbolic } from '../encoding/symbolic-values.js';
import type { Unknown } from '../encoding/unknowns.js';

const WHOLE = 'whether an answer of the policy is a decision as it has to be';
const NAMES = new Set(['verdict', 'rule', 'reason', 'obligations', 'changes', 'retryAfter']);
const USUAL = { verdict: 'ALLOW', rule: 'rule', reason: 'reason' } as const;

/** Whether the parts of an answer beside its verdict are as they have to be. An answer for which that is not so is a POLICY_ERROR. */
export function wellFormedAnswer(encoding: Encoding, shape: Shape): Formula {
  const known = plainJson(settled(shape));
  if (known !== undefined) return isTaken(known);
  const members = membersByName(shape);
  if (!members) return open(encoding, WHOLE, shape);
  const [verdict, rule, reason] = [members.get('verdict'), members.get('rule'), members.get('reason')];
  if (!verdict || !rule || !reason || [...members.keys()].some((name) => !NAMES.has(name))) return FALSE;
  const { formulas } = encoding.of;
  const isChanging = encoding.comparisons.equal(verdict, constant('MODIFY'));
  return formulas.and(
    text(encoding, rule),
    text(encoding, reason),
    members.has('changes') ? isChanging : -isChanging,
    document(encoding, 'obligations', members.get('obligations')),
    document(encoding, 'changes', members.get('changes')),
    document(encoding, 'retryAfter', members.get('retryAfter')),
  );
}

function isTaken(answer: Json): Formula {
  return rulingOf(answer).code === 'POLICY_ERROR' ? FALSE : TRUE;
}

/** By the ruling itself: a text of the policy is neither empty nor too long, and has no half characters. */
function text(encoding: Encoding, value: Symbolic): Formula {
  const { formulas } = encoding.of;
  const options = value.options.map(({ when, shape }) => {
    const known = settled(shape);
    if (known !== undefined) return typeof known === 'string' ? formulas.and(when, isTaken({ ...USUAL, reason: known })) : FALSE;
    return shape.is === 'unknown' ? formulas.and(when, unknownText(encoding, shape.unknown)) : FALSE;
  });
  return formulas.and(value.defined, formulas.or(...options));
}

function unknownText({ of, sameForSame, calls, sizesTaken }: Encoding, unknown: Unknown): Formula {
  const isText = of.unknowns.is(unknown, 'string');
  const fits = sameForSame.formula('whether a text of an answer is too long', `u${unknown.id}`);
  sizesTaken.add(fits);
  for (const known of calls.tried.textsOf(unknown)) {
    const says = isTaken({ ...USUAL, reason: known }) === TRUE ? fits : -fits;
    of.unknowns.facts.push(of.formulas.implies(of.unknowns.isText(unknown, known), says));
  }
  return of.formulas.and(isText, fits);
}

/** A part that need not be there. Which verdict it goes with is looked at by itself. */
function document(encoding: Encoding, name: 'obligations' | 'changes' | 'retryAfter', value: Symbolic | undefined): Formula {
  if (!value) return TRUE;
  const { formulas } = encoding.of;
  const options = value.options.map(({ when, shape }) => {
    const known = plainJson(settled(shape));
    const answer = { ...USUAL, ...(name === 'changes' && { verdict: 'MODIFY' }), [name]: known ?? null } as Json;
    if (known !== undefined) return formulas.and(when, isTaken(answer));
    const isTakenAsItIs = open(encoding, `${WHOLE}: ${name}`, shape);
    // Then nothing but how many and how large they are is left open.
    if (name === 'obligations' && isListOfObjects(shape)) encoding.sizesTaken.add(isTakenAsItIs);
    return formulas.and(when, isTakenAsItIs);
  });
  return formulas.and(value.defined, formulas.or(...options));
}

function isListOfObjects(shape: Shape): boolean {
  if (shape.is !== 'array' || shape.more !== FALSE) return false;
  return shape.members.every(({ value }) =>
    value.options.every((option) => membersByName(option.shape)?.has('__proto__') === false),
  );
}

/** Not followed; the same for what is the same. */
function open({ sameForSame }: Encoding, why: string, shape: Shape): Formula {
  return sameForSame.formula(why, identityOf(shape));
}

/** Undefined where not all of its names are certain. */
function membersByName(shape: Shape): Map<string, Symbolic> | undefined {
  if (shape.is !== 'object' || shape.more !== FALSE) return undefined;
  const members = new Map<string, Symbolic>();
  for (const { when, key, value } of shape.entries) {
    const name = when === TRUE && value.defined === TRUE ? settledValue(key) : undefined;
    if (typeof name !== 'string' || members.has(name)) return undefined;
    members.set(name, value);
  }
  return members;
}

/** Undefined for what is no JSON, such as a set: what becomes of that in an answer is the engine's. */
function plainJson(value: Value | undefined): Json | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    const members = (value as Value[]).map(plainJson);
    return members.includes(undefined) ? undefined : (members as Json);
  }
  if (!isObject(value))
    return value === null || ['string', 'number', 'boolean'].includes(typeof value) ? (value as Json) : undefined;
  const members = objectEntries(value).map(([name, member]) => [name, plainJson(member)] as const);
  if (members.some(([name, member]) => typeof name !== 'string' || name === '__proto__' || member === undefined))
    return undefined;
  return Object.fromEntries(members) as Json;
}
