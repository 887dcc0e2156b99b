import { ANSWER_RULES } from './lint-rules-answers.js';
import { CONDITION_RULES } from './lint-rules-conditions.js';
import { DATA_RULES } from './lint-rules-data.js';
import { STRUCTURE_RULES } from './lint-rules-structure.js';
import type { LintRule } from './lint-rule.js';

/** Every rule, in the order of their pages. */
export const LINT_RULES: readonly LintRule[] = [...ANSWER_RULES, ...CONDITION_RULES, ...DATA_RULES, ...STRUCTURE_RULES];
