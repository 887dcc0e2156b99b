import { z } from 'zod';
import type { JsonObject } from '#libs/event-sourcing';
import { shownText } from '#libs/operations';
import { AddPolicyRevisionRequest, AnyJson, PolicyId, RevisionInBody, RevisionNumber } from '#features/policies/contract';
import { TOOL_CLASSES } from '#features/tools/contract';

const MAX_INVARIANTS = 20;
const MAX_MODULES = 200;
const { modules, entrypoint } = AddPolicyRevisionRequest.shape;
const Modules = modules.refine((files) => Object.keys(files).length <= MAX_MODULES, `at most ${MAX_MODULES} modules`);
const Word = z.string().min(1).max(200);

export const INPUTS = ['decision', 'any'] as const;

/** A policy as text, or a revision of one that is stored. */
const policyText = {
  modules: Modules.optional(),
  data: AnyJson.optional().describe('With `modules`: the document the policy reads as `data`.'),
  entrypoint: entrypoint.unwrap().optional().describe('With `modules`: the rule that answers; `writ/decision` by default.'),
  policy: PolicyId.optional().describe('A stored policy, instead of `modules`.'),
  revision: RevisionInBody.optional().describe('With `policy`: which of its revisions.'),
};

export interface PolicyChoice {
  readonly modules?: Record<string, string> | undefined;
  readonly data?: unknown;
  readonly entrypoint?: string | undefined;
  readonly policy?: string | undefined;
  readonly revision?: number | undefined;
}

const ONE = 'name either modules (with data and entrypoint) or policy and revision';

function isOne({ modules: text, data, entrypoint: rule, policy, revision }: PolicyChoice): boolean {
  if (text !== undefined) return policy === undefined && revision === undefined;
  return policy !== undefined && revision !== undefined && data === undefined && rule === undefined;
}

const Baseline = z.strictObject(policyText).refine(isOne, ONE).meta({ id: 'InvariantBaseline' });

const InvariantName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'must be lower-case words with hyphens between')
  .max(100);

const Rego = z
  .string()
  .min(1)
  .max(65_536)
  .describe('A module with the set `violation` over `input.input` and `input.ruling`; none for what is built in.');

const InvariantChoice = z.strictObject({ name: InvariantName, rego: Rego.optional() }).meta({ id: 'InvariantChoice' });

const Parameters = z
  .strictObject({
    tools: z
      .record(Word, z.enum(TOOL_CLASSES))
      .optional()
      .describe("Class of each known tool; what the tenant's catalogue says when left out."),
    role: z
      .strictObject({ label: Word.default('role'), value: Word })
      .meta({ id: 'InvariantRole' })
      .optional()
      .describe('The label of agents that may run what they are given.'),
    environment: z
      .strictObject({ label: Word.default('environment'), argument: Word.default('environment') })
      .meta({ id: 'InvariantEnvironment' })
      .optional()
      .describe('The label of an agent and the argument of a call that name an environment.'),
    labels: z
      .array(Word)
      .min(1)
      .max(50)
      .optional()
      .describe('Of data that may not leave; what tools of the catalogue return when left out.'),
  })
  .meta({ id: 'InvariantParameters' });

export const CheckInvariantsRequest = z
  .strictObject({
    ...policyText,
    invariants: z
      .array(InvariantChoice)
      .max(MAX_INVARIANTS)
      .optional()
      .describe('What to check; what is declared (`GET /v1/invariants`) when left out.'),
    baseline: Baseline.optional().describe(
      'For `no-permission-gained`: the policy that the other one may not be less strict than. Of what is declared, it is the published revision when left out.',
    ),
    parameters: Parameters.optional(),
    inputs: z
      .enum(INPUTS)
      .default('decision')
      .describe('For which inputs: those that decisions are made of, or any JSON object, with wrong types and missing parts.'),
  })
  .refine(isOne, ONE)
  .meta({ id: 'CheckInvariantsRequest' });
export type CheckInvariantsRequest = z.output<typeof CheckInvariantsRequest>;

const Inputs = CheckInvariantsRequest.shape.inputs;

export const SemanticDiffQuery = z.strictObject({
  against: RevisionNumber.optional().describe(
    'The revision to compare with; the published one when left out, or the one before where that is this one or none is.',
  ),
  inputs: Inputs,
});

export interface SemanticDiffRequest {
  readonly policy: string;
  readonly revision: number;
  readonly against?: number | undefined;
  readonly inputs: z.output<typeof Inputs>;
}

export const DeclareInvariantRequest = z
  .strictObject({
    name: InvariantName,
    says: shownText(500).optional().describe('In a sentence, for people; what a built-in one says of itself when left out.'),
    rego: Rego.optional(),
    parameters: Parameters.optional().describe(
      'What it goes by; the rest is asked of the catalogue of tools when it is checked.',
    ),
  })
  .meta({ id: 'DeclareInvariantRequest', examples: [{ name: 'writes-need-approval' }] });
export type DeclareInvariantRequest = z.output<typeof DeclareInvariantRequest>;

export const DeclaredName = z.object({ invariant: InvariantName });
export const WithdrawInvariantRequest = z
  .strictObject({ reason: shownText(500).describe('Why; kept in the ledger.') })
  .meta({ id: 'WithdrawInvariantRequest' });

export type InvariantCommand =
  | {
      readonly type: 'DeclareInvariant';
      readonly invariant: string;
      readonly says: string;
      readonly rego: string | null;
      readonly parameters: JsonObject;
      readonly by: string;
    }
  | { readonly type: 'WithdrawInvariant'; readonly invariant: string; readonly reason: string; readonly by: string };
