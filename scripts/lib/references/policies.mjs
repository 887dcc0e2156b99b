import { z } from 'zod';
import { compiled } from './sources.mjs';

/** The pages of the lint rules, of the built-ins' answers, and the schema of what a policy is asked with. */
export async function policyReferences() {
  const { LINT_RULES, lintPages } = await compiled('libs/policy-toolchain/index');
  const { DecisionInput } = await compiled('libs/ruling/index');
  const { answersPage, askedVersions, recordedAnswers } = await compiled('libs/policy-engine/testing/index');
  const schema = z.toJSONSchema(DecisionInput, { unrepresentable: 'any', target: 'draft-7' });
  return [
    ...[...lintPages(LINT_RULES)].map(([name, text]) => [`docs/reference/policy-lint/${name}`, text]),
    ['docs/reference/decision-input.schema.json', `${JSON.stringify(schema, null, 2)}\n`],
    ['docs/reference/built-in-answers.md', answersPage(recordedAnswers(), askedVersions())],
  ];
}
