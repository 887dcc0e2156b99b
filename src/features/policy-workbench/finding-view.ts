import { LINT_RULES, type Finding } from '#libs/policy-toolchain';
import type { PolicyFindingView } from './answers.js';

/** Where this server explains a lint rule; see lint-pages.controller.ts. */
export const LINT_PAGES = '/docs/policy-lint';

const rules = new Set(LINT_RULES.map(({ id }) => id));

export function findingView({ code, severity, message, file, row, col, fix }: Finding): PolicyFindingView {
  return {
    code,
    severity,
    message,
    file: file ?? null,
    row: row ?? null,
    col: col ?? null,
    fix: fix ?? null,
    page: rules.has(code) ? `${LINT_PAGES}/${code}` : null,
  };
}
