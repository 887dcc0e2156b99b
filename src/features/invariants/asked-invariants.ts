import { BUILT_IN_INVARIANTS, claimModules, type BuiltInInvariant, type InvariantParameters } from '#libs/policy-proofs';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import type { ToolState } from '#features/tools/contract';
import type { InvariantsReport } from './answers.js';
import type { CheckInvariantsRequest } from './commands.js';
import type { InvariantRefusalCode } from './refusals.js';
import type { AskedInvariant } from './tasks/asked-invariant.js';

type Refused = Refusal<InvariantRefusalCode>;
type Need = BuiltInInvariant['needs'][number];

/** One to be checked; what it was declared with comes before what the request or the catalogue says. */
export interface ChosenInvariant {
  readonly name: string;
  readonly says?: string | undefined;
  readonly rego?: string | null | undefined;
  readonly parameters?: Partial<InvariantParameters> | undefined;
}

/** Of a module whose author says nothing about it. */
export const OWN_SAYS = 'No violation that its module finds.';

export function builtInOf(name: string): BuiltInInvariant | undefined {
  return Object.hasOwn(BUILT_IN_INVARIANTS, name) ? BUILT_IN_INVARIANTS[name as keyof typeof BUILT_IN_INVARIANTS] : undefined;
}

/** Whoever mistyped a name sees the names there are. */
export function unknownInvariant(name: string): Refusal<'INVARIANT_UNKNOWN'> {
  return refuse('INVARIANT_UNKNOWN', `${name} is none that is built in: ${Object.keys(BUILT_IN_INVARIANTS).join(', ')}`);
}

export function malformedInvariant(name: string): Refusal<'INVARIANT_MALFORMED'> {
  return refuse('INVARIANT_MALFORMED', `the module of ${name} is to begin with a package such as my_invariants.some_name`);
}

/** What is to be checked, as modules; each of the parameters they need is there. */
export function askedInvariants(
  choices: readonly ChosenInvariant[],
  parameters: Partial<InvariantParameters>,
  { hasBaseline, catalogue }: { readonly hasBaseline: boolean; readonly catalogue: ToolState },
): readonly AskedInvariant[] | Refused {
  if (choices.length === 0) return refuse('INVARIANTS_MISSING');
  const asked: AskedInvariant[] = [];
  for (const choice of choices) {
    const one = askedInvariant(choice, { ...parameters, ...choice.parameters }, hasBaseline);
    if (isRefusal(one)) return one;
    asked.push({ ...one, unknownTools: unknownTools(one.parameters, catalogue) });
  }
  return asked;
}

function askedInvariant(
  { name, says, rego }: ChosenInvariant,
  parameters: Partial<InvariantParameters>,
  hasBaseline: boolean,
): Omit<AskedInvariant, 'unknownTools'> | Refused {
  if (typeof rego === 'string')
    return claimModules(rego)
      ? { name, says: says ?? OWN_SAYS, rego, needsBaseline: hasBaseline, parameters }
      : malformedInvariant(name);
  const builtIn = builtInOf(name);
  if (!builtIn) return unknownInvariant(name);
  const missing = builtIn.needs.find((need) => (need === 'baseline' ? !hasBaseline : parameters[need] === undefined));
  if (missing !== undefined) return missingParameter(name, missing);
  return { name, says: says ?? builtIn.says, rego: builtIn.rego, needsBaseline: builtIn.needs.includes('baseline'), parameters };
}

/** A tenant without a catalogue has no tools that are known. */
function unknownTools({ tools }: Partial<InvariantParameters>, catalogue: ToolState): string[] {
  return catalogue.tools.size === 0 ? [] : Object.keys(tools ?? {}).filter((name) => !catalogue.tools.has(name));
}

/** What is missing, what it looks like, and where else it could be said. */
const MISSING: Readonly<Record<Need, { readonly what: string; readonly example: string; readonly or?: string }>> = {
  tools: {
    what: 'the class of each tool you know',
    example: '{"tools": {"read_file": "read", "write_file": "write", "send_email": "egress", "run_command": "exec"}}',
    or: 'describe your tools (`writ tools describe`)',
  },
  role: { what: 'the label of the agents that may', example: '{"role": {"label": "role", "value": "admin"}}' },
  environment: {
    what: 'where an environment is named',
    example: '{"environment": {"label": "environment", "argument": "environment"}}',
  },
  labels: {
    what: 'the labels of data that may not leave',
    example: '{"labels": ["pii"]}',
    or: 'say of your tools which labels they return (`writ tools describe`)',
  },
  baseline: { what: 'a policy to compare with', example: '{"policy": "refunds", "revision": 2}' },
};

export function missingParameter(name: string, need: Need): Refused {
  const { what, example, or } = MISSING[need];
  const where =
    need === 'baseline' ? '`baseline` (`writ prove-policy --baseline refunds@2`)' : '`parameters` (`--parameters <file>`)';
  const otherwise = or === undefined ? '' : `; or ${or}`;
  return refuse('INVARIANT_PARAMETER_MISSING', `${name} needs ${what}: send ${example} as ${where}${otherwise}`);
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

export function comparesWithBaseline({ name, rego }: ChosenInvariant): boolean {
  return typeof rego !== 'string' && builtInOf(name)?.needs.includes('baseline') === true;
}

/** What compares with a baseline says nothing of the first revision of a policy, and is told as an invariant that is about no input. */
export function withUnasked(report: InvariantsReport, unasked: readonly ChosenInvariant[]): InvariantsReport {
  if (unasked.length === 0) return report;
  const answers = unasked.map(({ name, says }) => ({
    name,
    says: says ?? builtInOf(name)?.says ?? OWN_SAYS,
    answer: 'NO_COUNTEREXAMPLE_FOUND' as const,
    vacuous: true,
    why: 'there is nothing to compare with: no revision is published, and this is the first one',
    counterexample: null,
    solver: null,
    search: { tried: 0, exhausted: false, seed: 0, domain: [] },
  }));
  return { ...report, holds: false, answers: [...report.answers, ...answers] };
}
