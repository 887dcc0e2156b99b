import { z } from 'zod';
import type { JsonObject } from '#libs/event-sourcing';
import { actedBy, LedgerReceipt, pageAnswer, PastPageQuery } from '#libs/operations';
import { VERDICTS } from '#libs/ruling';
import { INPUTS } from './commands.js';

export const PROOF_ANSWERS = ['PROVED', 'EXHAUSTED', 'COUNTEREXAMPLE', 'NO_COUNTEREXAMPLE_FOUND'] as const;
export const RELATIONS = ['equivalent', 'stricter', 'looser', 'incomparable', 'unknown'] as const;
export const SOLVER_SAYS = ['unsat', 'sat', 'unknown'] as const;

const ExampleRuling = z
  .object({ verdict: z.enum(VERDICTS), code: z.string(), rule: z.string(), reason: z.string() })
  .meta({ id: 'InvariantExampleRuling' });

const Counterexample = z
  .object({
    input: z.unknown(),
    ruling: ExampleRuling.describe('By the engine that decides.'),
    baseline: ExampleRuling.nullable(),
    error: z.string().nullable().describe('Why the evaluation ended without an answer.'),
    test: z.string().describe('A test in Rego that fails until the policy no longer rules so.'),
  })
  .meta({ id: 'InvariantCounterexample' });

const SolverRun = z
  .object({
    said: z.enum(SOLVER_SAYS),
    smtDigest: z.string().describe('SHA-256 of the SMT-LIB text.'),
    approximated: z.array(z.string()).describe('What the text leaves open: anything is taken to be possible there.'),
    milliseconds: z.number().int(),
  })
  .meta({ id: 'InvariantSolverRun' });

export type SolverRun = z.output<typeof SolverRun>;

const InputSearch = z
  .object({
    tried: z.number().int(),
    exhausted: z
      .boolean()
      .describe('Whether all of the domain was tried, and the domain stands for all that the policy can tell apart.'),
    seed: z.number().int(),
    domain: z.array(
      z
        .object({ part: z.string(), values: z.array(z.string()).describe('The first few.'), count: z.number().int() })
        .meta({ id: 'InvariantInputPart' }),
    ),
  })
  .meta({ id: 'InvariantInputSearch' });

export type InputSearch = z.output<typeof InputSearch>;

const InvariantAnswer = z
  .object({
    name: z.string(),
    says: z.string(),
    answer: z.enum(PROOF_ANSWERS),
    vacuous: z
      .boolean()
      .nullable()
      .describe('True when no input meets its premise, so that it says nothing; null when that is not known.'),
    why: z.string().nullable().describe('Why it is not proved, or why the invariant itself comes to no answer.'),
    counterexample: Counterexample.nullable(),
    solver: SolverRun.nullable(),
    search: InputSearch,
  })
  .meta({ id: 'InvariantAnswer' });

export const InvariantsReport = z
  .object({
    holds: z.boolean().describe('Whether every invariant is PROVED or EXHAUSTED.'),
    inputs: z.enum(INPUTS),
    planDigest: z.string().describe('Of what was looked at.'),
    dataDigest: z.string(),
    solver: z.string().describe('With its version.'),
    answers: z.array(InvariantAnswer),
  })
  .meta({ id: 'InvariantsReport' });
export type InvariantsReport = z.output<typeof InvariantsReport>;

const ComparedRuling = ExampleRuling.extend({
  obligations: z.array(z.unknown()),
  changes: z.unknown(),
  retryAfter: z.number().nullable(),
}).meta({ id: 'SemanticDiffRuling' });
export type ComparedRuling = z.output<typeof ComparedRuling>;

const SemanticExample = z
  .object({
    input: z.unknown(),
    ruling: ComparedRuling.describe('Of `revision`, by the engine that decides.'),
    against: ComparedRuling.describe('Of `against`, by the same.'),
  })
  .meta({ id: 'SemanticDiffExample' });

const SemanticAnswer = z
  .object({
    says: z.string().describe('What is proved or refuted.'),
    answer: z.enum(PROOF_ANSWERS),
    why: z.string().nullable().describe('Why it is not proved.'),
    example: SemanticExample.nullable().describe('An input for which it is not so.'),
    solver: SolverRun.nullable().describe('Null where the solver was not asked.'),
    search: InputSearch,
  })
  .meta({ id: 'SemanticDiffAnswer' });
export type SemanticAnswer = z.output<typeof SemanticAnswer>;

export const SemanticDiff = z
  .object({
    policy: z.string(),
    revision: z.number().int(),
    against: z.number().int().describe('The revision it is compared with.'),
    relation: z
      .enum(RELATIONS)
      .describe('How `revision` stands to `against` in its verdicts; `unknown` unless both directions are settled.'),
    says: z.string().describe('The relation in words; where it is unknown, what is known of it.'),
    assumed: z
      .string()
      .nullable()
      .describe('What the proofs take for granted of the sizes of texts and numbers; null where they take nothing for granted.'),
    inputs: z.enum(INPUTS),
    planDigest: z.string(),
    dataDigest: z.string(),
    againstPlanDigest: z.string(),
    againstDataDigest: z.string(),
    solver: z.string().describe('With its version.'),
    nothingLooser: SemanticAnswer.describe('Whether no input is ruled less strictly than by `against`.'),
    nothingStricter: SemanticAnswer.describe('Whether no input is ruled more strictly than by `against`.'),
    sameEffect: SemanticAnswer.describe(
      'Whether verdict, code, obligations, changes and the time to wait are the same; rule and reason are not compared.',
    ),
    sameWords: SemanticAnswer.nullable().describe(
      'Whether rule and reason are the same, too; null where something else differs or is not known to be the same.',
    ),
  })
  .meta({ id: 'SemanticDiff' });
export type SemanticDiff = z.output<typeof SemanticDiff>;

export const InvariantFilter = PastPageQuery;
export type InvariantFilter = z.output<typeof InvariantFilter>;

export const InvariantView = z
  .object({
    name: z.string(),
    says: z.string(),
    rego: z.string().nullable().describe('Null for one that is built in.'),
    parameters: z
      .custom<JsonObject>()
      .meta({ type: 'object', additionalProperties: true })
      .describe('What it was declared with; the rest is asked of the catalogue of tools when it is checked.'),
    ...actedBy('declaredBy'),
    since: z.string(),
    position: z.number().int(),
  })
  .meta({ id: 'Invariant' });
export type InvariantView = z.input<typeof InvariantView>;
export const InvariantPage = pageAnswer('InvariantPage', InvariantView);

export const InvariantChanged = z
  .object({ name: z.string(), ledger: LedgerReceipt.nullable().describe('Null when it was so already.') })
  .meta({ id: 'InvariantChangedAnswer' });
export type InvariantChanged = z.output<typeof InvariantChanged>;
