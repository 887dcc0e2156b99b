import { escaped, textPage } from './page-frame.js';
import type { RegisteredRefusal } from '#platform/http/problem-details';

/** The page that the `type` of a problem document points at, with one anchor per code. */
export function refusalsPage(refusals: readonly RegisteredRefusal[]): string {
  const statuses = [...new Set(refusals.map(({ status }) => status))].sort((a, b) => a - b);
  const groups = statuses.map((status) =>
    group(
      status,
      refusals.filter((refusal) => refusal.status === status),
    ),
  );
  return textPage(
    'Refusals',
    `Every answer that is not a success is a problem document with one of these codes. A denied tool call is not among them: it is
a decision, answered with status 200 and <code>verdict: DENY</code>, with a <a href="/docs/decision-codes">code of its own</a>.`,
    groups,
  );
}

function group(status: number, refusals: readonly RegisteredRefusal[]): string {
  const title = refusals[0]?.title ?? '';
  return `<h2>${status} ${escaped(title)}</h2>\n${[...refusals]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(({ code, says, fix }) => codeSection(code, says, fix))
    .join('\n')}`;
}

/** With an anchor of that code's name. */
export function codeSection(code: string, says: string, fix: string): string {
  return `<section id="${code}"><h3><a href="#${code}">${code}</a></h3><p>${marked(says)}</p><p><strong>What to do:</strong> ${marked(fix)}</p></section>`;
}

/** Catalogue text: plain words with `code` between backticks. */
function marked(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}
