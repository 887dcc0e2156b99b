import { BUILT_IN_INVARIANTS, claimModules, type BuiltInInvariant, type InvariantParameters } from '#libs/policy-proofs';
import { refuse, type Refusal } from '#libs/event-sourcing';
import type { ToolState } from '#features/tools/contract';
import type { CheckInvariantsRequest } from './commands.js';
import type { InvariantRefusalCode } from './refusals.js';
import type { AskedInvariant } from './tasks/prove-invariants.task.js';

type Choices = NonNullable<CheckInvariantsRequest['invariants']>;
type Refused = Refusal<InvariantRefusalCode>;

/** What is to be checked, as modules; each of the parameters they need is there. */
export function askedInvariants(
  choices: Choices,
  parameters: Partial<InvariantParameters>,
  hasBaseline: boolean,
): readonly AskedInvariant[] | Refused {
  if (choices.length === 0) return refuse('INVARIANTS_MISSING');
  const asked: AskedInvariant[] = [];
  for (const { name, rego } of choices) {
    const builtIn: BuiltInInvariant | undefined = Object.hasOwn(BUILT_IN_INVARIANTS, name)
      ? BUILT_IN_INVARIANTS[name as keyof typeof BUILT_IN_INVARIANTS]
      : undefined;
    if (rego !== undefined) {
      if (!claimModules(rego)) return refuse('INVARIANT_MALFORMED', name);
      asked.push({ name, says: 'No violation that its module finds.', rego, needsBaseline: hasBaseline });
      continue;
    }
    if (!builtIn) return refuse('INVARIANT_UNKNOWN', name);
    const missing = builtIn.needs.find((need) => (need === 'baseline' ? !hasBaseline : parameters[need] === undefined));
    if (missing !== undefined)
      return refuse(
        'INVARIANT_PARAMETER_MISSING',
        `${name} needs ${missing === 'baseline' ? 'a baseline' : `parameters.${missing}`}`,
      );
    asked.push({ name, says: builtIn.says, rego: builtIn.rego, needsBaseline: builtIn.needs.includes('baseline') });
  }
  return asked;
}

/** What was sent, and for the rest what the catalogue of tools says. */
export function parametersFrom(sent: CheckInvariantsRequest['parameters'], catalogue: ToolState): Partial<InvariantParameters> {
  const known = [...catalogue.tools];
  const tools =
    sent?.tools ?? (known.length > 0 ? Object.fromEntries(known.map(([name, tool]) => [name, tool.class])) : undefined);
  const returned = [...new Set(known.flatMap(([, { returns }]) => returns))].sort();
  const labels = sent?.labels ?? (returned.length > 0 ? returned : undefined);
  return {
    environment: sent?.environment ?? { label: 'environment', argument: 'environment' },
    ...(tools && { tools }),
    ...(labels && { labels }),
    ...(sent?.role && { role: sent.role }),
  };
}
