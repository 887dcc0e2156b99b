import { z } from 'zod';
import { VERDICTS } from '#libs/ruling';
import { INPUTS } from './commands.js';

export const PROOF_ANSWERS = ['PROVED', 'EXHAUSTED', 'COUNTEREXAMPLE', 'NO_COUNTEREXAMPLE_FOUND'] as const;
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

const InvariantAnswer = z
  .object({
    name: z.string(),
    says: z.string(),
    answer: z.enum(PROOF_ANSWERS),
    vacuous: z
      .boolean()
      .nullable()
      .describe('True when no input meets its premise, so that it says nothing; null when that is not known.'),
    why: z.string().nullable().describe('Why it is not proved.'),
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
