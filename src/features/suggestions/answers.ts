import { z } from 'zod';
import { CAUSES, SEVERITIES } from '#libs/replay';
import { STRATEGIES } from './writing/strategies.js';

const count = z.number().int();

const Suggestion = z
  .object({
    strategy: z
      .enum(STRATEGIES)
      .describe(
        '`restore`: a rule of its own that rules as it was recorded, or the one that answered, where it was for these calls alone. `narrow`: the rule that answered is not for these calls.',
      ),
    says: z.string(),
    about: z
      .object({
        tool: z.string(),
        before: z.string().describe('The rule that ruled.'),
        after: z.string().describe('The rule of the candidate that would have.'),
        cause: z.enum(CAUSES),
        severity: z.enum(SEVERITIES),
        differences: count.describe('Those that are told one by one.'),
      })
      .meta({ id: 'SuggestionSubject' }),
    diff: z.string().describe('As `diff -u` tells it.'),
    modules: z
      .record(z.string(), z.string())
      .describe(
        'The candidate with the edit, whole, tests among them: what `POST /v1/policies/{id}/revisions` takes as `modules`.',
      ),
    test: z.string().describe('Which of the modules holds the tests that the candidate fails and the edit passes.'),
    replayed: z
      .object({
        restores: count.describe('Of the differences it is about, those that there would not be, or only in words.'),
        of: count,
        tightens: count.describe('Those that would be stricter than it was recorded.'),
        changesElse: count.describe(
          'Other decisions that would be different with it from what the candidate makes of them; none is looser.',
        ),
        decisions: count.describe('Decisions that it was tried on, besides the differences.'),
      })
      .meta({ id: 'SuggestionReplayed' }),
  })
  .meta({ id: 'Suggestion' });
export type Suggestion = z.output<typeof Suggestion>;

export const Suggestions = z
  .object({
    candidate: z.object({ id: z.string(), revision: count }).meta({ id: 'SuggestionCandidate' }),
    data: z.unknown().describe('What the candidate reads as `data`; a revision takes it with the modules.'),
    entrypoint: z.string(),
    items: z.array(Suggestion),
    untried: count.describe('Kinds of differences for which there was no time. Asking again goes on.'),
    without: count.describe('Kinds of differences for which no edit was found that works.'),
    note: z.string(),
  })
  .meta({ id: 'Suggestions' });
export type Suggestions = z.output<typeof Suggestions>;

const DraftedRule = z
  .object({
    tool: z.string(),
    denials: count.describe('Of its calls, by the default of the policy.'),
    agents: count.describe('How many agents made them.'),
    diff: z.string().describe('As `diff -u` tells it.'),
    modules: z.record(z.string(), z.string()).describe('The revision with the rule, whole, tests among them.'),
    test: z.string().describe('Which of the modules holds the tests that pin it.'),
    replayed: z
      .object({
        asks: count.describe('Of the denials that were tried, those for which people would be asked.'),
        of: count,
        decisions: count.describe('Decisions that it was tried on; no call of another tool is decided otherwise.'),
      })
      .meta({ id: 'DraftedRuleReplayed' }),
  })
  .meta({ id: 'DraftedRule' });
export type DraftedRule = z.output<typeof DraftedRule>;

export const DraftedRules = z
  .object({
    policy: z.string(),
    revision: count,
    data: z.unknown().describe('What the revision reads as `data`.'),
    items: z.array(DraftedRule).describe('The tools that were denied most often first.'),
    considered: count.describe('Decisions that were looked at, the newest.'),
    note: z.string(),
  })
  .meta({ id: 'DraftedRules' });
export type DraftedRules = z.output<typeof DraftedRules>;
