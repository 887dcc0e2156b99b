import { z } from 'zod';

export const SEVERITIES = ['error', 'warning'] as const;
export const TEST_OUTCOMES = ['passed', 'failed', 'skipped', 'error'] as const;
export const EFFECTS = ['same', 'widened', 'narrowed', 'both', 'equivalent', 'changed'] as const;
export const RISKS = ['low', 'medium', 'high'] as const;

export const PolicyFindingView = z
  .object({
    code: z.string().describe('Of the compiler, of its limits, or the id of a lint rule.'),
    severity: z.enum(SEVERITIES),
    message: z.string(),
    file: z.string().nullable(),
    row: z.number().int().nullable().describe('From 1.'),
    col: z.number().int().nullable().describe('From 1.'),
    fix: z.string().nullable(),
    page: z.string().nullable().describe('What explains the lint rule, on this server.'),
  })
  .meta({ id: 'PolicyFinding' });
export type PolicyFindingView = z.output<typeof PolicyFindingView>;

const part = {
  ok: z.boolean(),
  findings: z.array(PolicyFindingView),
  findingCount: z.number().int().describe('Of all findings; the first 200 are listed.'),
};
const Search = z
  .object({ points: z.number().int(), exhausted: z.boolean().describe('Whether every combination was tried.') })
  .meta({ id: 'PolicySearch' });

export const PolicyPartReport = z.object(part).meta({ id: 'PolicyPartReport' });
export type PolicyPartReport = z.output<typeof PolicyPartReport>;

const FormatReport = z
  .object({ ...part, files: z.record(z.string(), z.string()).describe('Formatted text of the files that differ from it.') })
  .meta({ id: 'PolicyFormatReport' });

const PolicyTest = z
  .object({
    package: z.string(),
    name: z.string(),
    file: z.string(),
    row: z.number().int(),
    outcome: z.enum(TEST_OUTCOMES),
    message: z.string().nullable(),
    output: z.string().nullable().describe('What the test printed.'),
  })
  .meta({ id: 'PolicyTest' });

const TestReport = z
  .object({
    ...part,
    passed: z.number().int(),
    failed: z.number().int(),
    skipped: z.number().int(),
    tests: z.array(PolicyTest).describe('The first 200.'),
  })
  .meta({ id: 'PolicyTestReport' });

const CoverageReport = z
  .object({
    ...part,
    coverage: z.number().describe('Share of the rows that tests reach, 0 to 1.'),
    threshold: z.number(),
    files: z.array(
      z
        .object({ file: z.string(), covered: z.number().int().describe('Rows.'), notCovered: z.array(z.number().int()) })
        .meta({ id: 'PolicyFileCoverage' }),
    ),
  })
  .meta({ id: 'PolicyCoverageReport' });

const LintReport = z.object({ ...part, search: Search }).meta({ id: 'PolicyLintReport' });

const ScoreReport = z
  .object({
    score: z.number().describe('0 to 100; the sum of the others.'),
    format: z.number().describe('Of 30.'),
    tests: z.number().describe('Of 30.'),
    coverage: z.number().describe('Of 40.'),
  })
  .meta({ id: 'PolicyScore' });

const HashReport = z
  .object({
    ...part,
    hash: z.string().nullable().describe('Of what the policy says, whatever its comments, spaces and key order.'),
    planDigest: z.string().nullable(),
    dataDigest: z.string().nullable(),
    compiler: z.string().nullable(),
  })
  .meta({ id: 'PolicyHashReport' });

const ReadSetReport = z
  .object({ ...part, input: z.array(z.string()), data: z.array(z.string()) })
  .meta({ id: 'PolicyReadSetReport' });

export const PolicyCheckReport = z
  .object({
    ok: z.boolean().describe('Whether every part that was asked for is.'),
    check: PolicyPartReport.nullable(),
    format: FormatReport.nullable(),
    test: TestReport.nullable(),
    coverage: CoverageReport.nullable(),
    lint: LintReport.nullable(),
    score: ScoreReport.nullable(),
    hash: HashReport.nullable(),
    readSet: ReadSetReport.nullable(),
  })
  .meta({ id: 'PolicyCheckReport' });
export type PolicyCheckReport = z.output<typeof PolicyCheckReport>;

const Place = { rule: z.string(), file: z.string(), row: z.number().int() };
const Condition = z.object({ file: z.string(), row: z.number().int() }).meta({ id: 'PolicyCondition' });

/** What one evaluation looked at; nothing else had an influence. */
const Reads = z
  .object({
    input: z.array(z.string()),
    data: z.array(z.string()),
    missing: z.array(z.string()).describe('Those of them where nothing was.'),
    truncated: z.boolean().describe('Whether paths were shortened: they then name more than was read, never less.'),
  })
  .meta({ id: 'PolicyReads' });

export const PolicyEvaluationView = z
  .object({
    defined: z.boolean().describe('Whether there is an answer.'),
    result: z.unknown().describe('Null when there is none.'),
    explanation: z
      .object({
        fired: z.array(z.object(Place).meta({ id: 'PolicyRuleFired' })),
        failed: z
          .array(z.object({ ...Place, condition: Condition }).meta({ id: 'PolicyRuleFailed' }))
          .describe('Rules that were tried, each with the condition that stopped it.'),
        reads: Reads,
      })
      .meta({ id: 'PolicyExplanation' })
      .nullable(),
    error: PolicyFindingView.nullable().describe('Why the evaluation failed; a decision would be denied with POLICY_ERROR.'),
  })
  .meta({ id: 'PolicyEvaluation' });
export type PolicyEvaluationView = z.output<typeof PolicyEvaluationView>;

const Changes = z
  .object({ added: z.array(z.string()), removed: z.array(z.string()), changed: z.array(z.string()) })
  .meta({ id: 'PolicyChanges' });
const Example = z.object({ input: z.unknown(), before: z.string(), after: z.string() }).meta({ id: 'PolicyDifferenceExample' });

export const PolicyDiffView = z
  .object({
    same: z.boolean(),
    effect: z
      .enum(EFFECTS)
      .describe('`equivalent`: the text differs, no answer does. `changed`: other answers, or too many inputs to try them all.'),
    entrypoint: z.boolean().describe('Whether another rule answers.'),
    rules: Changes,
    data: Changes,
    /** Names in the parts of data that `input.tool` is looked up in. */
    tools: Changes,
    search: Search,
    widened: z.array(Example).describe('Inputs that are treated less strictly than before.'),
    narrowed: z.array(Example),
    other: z.array(Example),
  })
  .meta({ id: 'PolicyDiff' });
export type PolicyDiffView = z.output<typeof PolicyDiffView>;

const TemplateParameter = z
  .object({
    name: z.string(),
    description: z.string(),
    value: z.unknown().describe("The template's own; another has the same type."),
  })
  .meta({ id: 'PolicyTemplateParameter' });

export const PolicyTemplateSummary = z
  .object({
    name: z.string(),
    title: z.string(),
    description: z.string(),
    risk: z.enum(RISKS),
    parameters: z.array(TemplateParameter),
  })
  .meta({ id: 'PolicyTemplateSummary' });
export type PolicyTemplateSummary = z.output<typeof PolicyTemplateSummary>;
export const PolicyTemplateList = z.object({ items: z.array(PolicyTemplateSummary) }).meta({ id: 'PolicyTemplateList' });

/** What a revision is made of: ready to be sent to `POST /v1/policies/{id}/revisions`, with a summary. */
const text = { modules: z.record(z.string(), z.string()), data: z.unknown(), entrypoint: z.string() };

export const PolicyTemplateView = z
  .object({ ...PolicyTemplateSummary.shape, readme: z.string(), ...text })
  .meta({ id: 'PolicyTemplate' });
export type PolicyTemplateView = z.output<typeof PolicyTemplateView>;

export const InstantiatedTemplate = z
  .object({ template: z.string(), readme: z.string(), ...text })
  .meta({ id: 'InstantiatedPolicyTemplate' });
export type InstantiatedTemplate = z.output<typeof InstantiatedTemplate>;
