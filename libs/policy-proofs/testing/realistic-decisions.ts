import type { Json } from '#libs/policy-engine';
import { compileRego } from '#libs/rego-compiler';
import { realisticPolicy } from '#libs/rego-compiler/testing';
import type { InvariantParameters } from '../claims/built-in-invariants.js';
import type { Subject } from '../claims/claim.js';

/** The realistic policy's answer as one of ours. */
const ANSWER = `package answer

decision := {
	"verdict": upper(found.effect),
	"rule": found.rule,
	"reason": concat("; ", array.concat(found.reasons, ["as ruled"])),
	"obligations": [{"type": obligation} | some obligation in object.get(found, "obligations", [])],
} if {
	found := data.writ.decision
}
`;
/** Where decisions have what the realistic policy looks at. */
const PLACES = {
  'input.args': 'input.arguments',
  'input.risk': 'input.context.risk',
  'input.environment': 'input.agent.labels.environment',
  'input.session.spent': 'input.context.spent',
  'input.approval': 'input.context.approval',
  'input.time': 'input.context.now',
} as const;
const CLASSES: Readonly<Record<string, InvariantParameters['tools'][string]>> = {
  file_write: 'write',
  money: 'write',
  exec: 'exec',
  mail: 'egress',
};

export const REALISTIC_DATA = realisticPolicy.data as { readonly [name: string]: Json } & {
  readonly tools: Readonly<Record<string, { readonly class: string }>>;
};

/** Class of each of its 70 tools. */
export const REALISTIC_TOOLS: InvariantParameters['tools'] = Object.fromEntries(
  Object.entries(REALISTIC_DATA.tools).map(([name, tool]) => [name, CLASSES[tool.class] ?? 'read']),
);

/** The realistic policy as it would decide, with its text changed. */
export async function realisticSubject(
  change: (rego: string) => string = (rego) => rego,
  data: Json = REALISTIC_DATA,
): Promise<Subject> {
  let rego = Object.values(realisticPolicy.modules).join('\n');
  for (const [from, to] of Object.entries(PLACES)) rego = rego.replaceAll(from, to);
  const changed = change(rego);
  const compiled = await compileRego({
    modules: { 'realistic.rego': changed, 'answer.rego': ANSWER },
    entrypoint: 'answer/decision',
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.errors));
  return { plan: compiled.plan, data, entrypoint: 'answer/decision' };
}
