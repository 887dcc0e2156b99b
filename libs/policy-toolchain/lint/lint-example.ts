import type { LintExample } from './lint-rule.js';
import type { PolicySource } from '../policy-source.js';

const METADATA = `# METADATA
# title: Example
# description: Shows one rule of the linter.
`;

/** An example as a policy with the files it stands for. */
export function sourceOfExample({ policy, test, data, withoutMetadata }: LintExample): PolicySource {
  const metadata = withoutMetadata ? '' : METADATA;
  return {
    modules: { 'policy.rego': `${metadata}package writ\n\n${policy}\n` },
    tests: test === undefined ? {} : { 'policy_test.rego': `package writ_test\n\nimport data.writ\n\n${test}\n` },
    ...(data !== undefined && { data }),
  };
}
