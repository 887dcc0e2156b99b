import { z } from 'zod';
import { AddPolicyRevisionRequest, AnyJson, PolicyId, RevisionInBody, RevisionNumber } from '#features/policies/contract';

/** Files of one policy at most, tests among them; the compiler refuses more. */
const MAX_MODULES = 200;
const { modules, entrypoint } = AddPolicyRevisionRequest.shape;
const Data = AnyJson.default({}).describe('The document the policy reads as `data`.');
const Modules = modules.refine((files) => Object.keys(files).length <= MAX_MODULES, `at most ${MAX_MODULES} modules`);

export const PolicyText = z.strictObject({ modules: Modules, data: Data, entrypoint }).meta({ id: 'PolicyText' });
export type PolicyText = z.output<typeof PolicyText>;

export const PARTS = ['check', 'format', 'test', 'coverage', 'lint', 'score', 'hash', 'readSet'] as const;
export type Part = (typeof PARTS)[number];

export const CheckPolicyRequest = z
  .strictObject({
    ...PolicyText.shape,
    parts: z
      .array(z.enum(PARTS))
      .min(1)
      .max(PARTS.length)
      .default([...PARTS])
      .describe('What to look at; everything by default.'),
  })
  .meta({ id: 'CheckPolicyRequest' });

export const EvaluatePolicyRequest = z
  .strictObject({
    input: AnyJson.describe('What the policy reads as `input`.'),
    modules: Modules.optional(),
    data: AnyJson.optional().describe('With `modules`: the document the policy reads as `data`.'),
    entrypoint: entrypoint.unwrap().optional().describe('With `modules`: the rule that answers; `writ/decision` by default.'),
    policy: PolicyId.optional().describe('A stored policy, instead of `modules`.'),
    revision: RevisionInBody.optional().describe('With `policy`: which of its revisions.'),
  })
  .refine(isOneOrTheOther, 'name either modules (with data and entrypoint) or policy and revision')
  .meta({ id: 'EvaluatePolicyRequest' });

function isOneOrTheOther(request: {
  readonly modules?: unknown;
  readonly data?: unknown;
  readonly entrypoint?: unknown;
  readonly policy?: unknown;
  readonly revision?: unknown;
}): boolean {
  const isText = request.modules !== undefined;
  const isStored = request.policy !== undefined && request.revision !== undefined;
  const isMixed = isText
    ? request.policy !== undefined || request.revision !== undefined
    : request.data !== undefined || request.entrypoint !== undefined;
  return isText !== isStored && !isMixed;
}

export const ComparePoliciesRequest = z
  .strictObject({ before: PolicyText, after: PolicyText })
  .meta({ id: 'ComparePoliciesRequest' });

export const DiffQuery = z.strictObject({ against: RevisionNumber.describe('The revision to compare with.') });

export const TemplateName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be the name of a template')
  .max(100);

export const InstantiateTemplateRequest = z
  .strictObject({
    parameters: z
      .record(z.string().min(1).max(100), AnyJson)
      .default({})
      .describe("Values by parameter; the template's own for the others."),
  })
  .meta({ id: 'InstantiatePolicyTemplateRequest' });
