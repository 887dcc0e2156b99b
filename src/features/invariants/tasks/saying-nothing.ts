import { factsOf, neverGiven, type Proof, type Subject } from '#libs/policy-proofs';
import type { Json, Plan } from '#libs/policy-engine';
import type { AskedInvariant } from './asked-invariant.js';

type ToolClass = NonNullable<AskedInvariant['parameters']['tools']>[string];

/** Which tools the premise of an invariant that is built in is about. What is said of all others, such as unknown ones, is said. */
const ABOUT: Readonly<Record<string, readonly ToolClass[]>> = {
  'writes-need-approval': ['write', 'egress', 'exec'],
  'exec-only-for-role': ['exec'],
  'labelled-never-egress': ['egress'],
};

/** A proof of something that says nothing of this policy is told as none, with the reason. */
export function unlessItSaysNothing(
  proof: Proof,
  of: { invariant: AskedInvariant; claim: Plan; subject: Subject; hasBaseline: boolean; schema: Json | undefined },
): Proof {
  if (proof.answer !== 'PROVED' && proof.answer !== 'EXHAUSTED') return proof;
  const { invariant, claim, subject, hasBaseline, schema } = of;
  const reasons = [...neverGiven(claim, { schema, hasBaseline }), ...aboutNoTool(invariant, subject)];
  if (reasons.length === 0) return proof;
  return {
    ...proof,
    answer: 'NO_COUNTEREXAMPLE_FOUND',
    vacuous: true,
    why: `it says nothing of this policy: ${reasons.join('; ')}`,
  };
}

/** A tool that neither the catalogue nor the policy names is most often a slip; where all of them are, nothing was looked at. */
function aboutNoTool({ name, parameters, unknownTools }: AskedInvariant, subject: Subject): string[] {
  const classes = ABOUT[name] ?? [];
  const about = Object.entries(parameters.tools ?? {}).flatMap(([tool, its]) => (classes.includes(its) ? [tool] : []));
  const named = factsOf([subject]).flatMap(({ path, constants }) => (path.length === 1 && path[0] === 'tool' ? constants : []));
  if (about.length === 0 || !about.every((tool) => unknownTools.includes(tool) && !named.includes(tool))) return [];
  return [`neither it nor your catalogue of tools names ${about.slice(0, 5).join(', ')}${about.length > 5 ? ' and others' : ''}`];
}
