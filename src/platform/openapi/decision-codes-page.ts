import { DECISION_CODE_TEXTS } from '#libs/ruling';
import { textPage } from './page-frame.js';
import { codeSection } from './refusals-page.js';

/** Why calls are denied, held or let through, with one anchor per code: where `writ explain` leads. */
export function decisionCodesPage(): string {
  const sections = Object.entries(DECISION_CODE_TEXTS).map(([code, { says, next }]) => codeSection(code, says, next));
  return textPage('Decision codes', 'Every decision has one of these codes: the kind of its reason.', sections);
}
