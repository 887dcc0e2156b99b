import fc from 'fast-check';
import { type OpaBuiltin, type OpaType, capabilities } from '../../capabilities.js';
import type { Value } from '../../values.js';
import { ADDRESSES } from './inputs/addresses.js';
import { ENCODINGS_FAMILY, JWT_FAMILY } from './inputs/encodings.js';
import { GLOBS_FAMILY } from './inputs/globs.js';
import { NUMBERS_FAMILY, SPRINTF_FAMILY } from './inputs/numbers.js';
import { PATTERNS_FAMILY } from './inputs/patterns.js';
import { SCHEMAS_FAMILY } from './inputs/schemas.js';
import { TIMES } from './inputs/times.js';
import { TEXTS_FAMILY } from './inputs/texts.js';
import { type EdgeFamily, type EdgeInput, typedArbitrary, typedInputs } from './inputs/edge-inputs.js';
import { termText } from './terms.js';

/** Families by hand; every built-in that is in none of them is in a family named for the first part of its name. */
const FAMILIES: readonly EdgeFamily[] = [
  ADDRESSES,
  GLOBS_FAMILY,
  PATTERNS_FAMILY,
  TIMES,
  SCHEMAS_FAMILY,
  NUMBERS_FAMILY,
  SPRINTF_FAMILY,
  TEXTS_FAMILY,
  ENCODINGS_FAMILY,
  JWT_FAMILY,
];

/** Called with what the compiler makes of a policy, never written by anybody. */
const NOT_ASKED = new Set(['internal.print', 'internal.template_string', 'print']);

/** What one built-in is asked. */
export interface EdgeQuestions {
  readonly family: string;
  readonly builtin: string;
  readonly operands: readonly OpaType[];
  /** Lists of operands as Rego terms, none twice. */
  readonly inputs: readonly string[];
  readonly arbitrary: fc.Arbitrary<readonly Value[]>;
}

/** A fixed seed: the recorded answers belong to these inputs. */
const SEED = 9;
const RANDOM_INPUTS = 30;

const familyOf = (name: string): EdgeFamily | undefined =>
  FAMILIES.find(({ picked, generated }) => Object.hasOwn(picked, name) || Object.hasOwn(generated ?? {}, name));

/** The rest: operators, types and whatever has no family. */
function ownFamily(name: string): string {
  return name.includes('.') ? name.split('.')[0]! : 'core';
}

function questionsOf({ name, decl }: OpaBuiltin): EdgeQuestions {
  const family = familyOf(name);
  const operands = decl.args ?? [];
  const arbitrary = family?.generated?.[name] ?? typedArbitrary(operands);
  const random = fc.sample(arbitrary, { numRuns: RANDOM_INPUTS, seed: SEED });
  const inputs: EdgeInput[] = [...(family?.picked[name] ?? []), ...typedInputs(operands), ...random];
  const texts = inputs.map((input) => (typeof input === 'string' ? input : termText(input)));
  return { family: family?.name ?? ownFamily(name), builtin: name, operands, inputs: [...new Set(texts)], arbitrary };
}

/** The questions for every built-in that the engine has. */
export function edgeQuestions(): EdgeQuestions[] {
  const carried = new Set(capabilities.builtins);
  return capabilities
    .document()
    .builtins.filter(({ name, decl }) => carried.has(name) && !NOT_ASKED.has(name) && decl.args !== undefined)
    .map(questionsOf)
    .sort((a, b) => (a.builtin < b.builtin ? -1 : 1));
}
