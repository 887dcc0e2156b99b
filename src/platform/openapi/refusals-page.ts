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
  return codesPage(
    'Refusals',
    `Every answer that is not a success is a problem document with one of these codes. A denied tool call is not among them: it is
a decision, answered with status 200 and <code>verdict: DENY</code>, with a <a href="/docs/decision-codes">code of its own</a>.`,
    groups,
  );
}

/** A page of codes: what it is about in a paragraph of HTML, then its parts. */
export function codesPage(title: string, about: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Writ ${title.toLowerCase()}</title>
<link rel="icon" type="image/png" href="/docs/assets/favicon.png">
<link rel="stylesheet" href="/docs/assets/pages.css">
</head>
<body>
<nav><strong>Writ</strong> <a href="/docs">API</a> <a href="/docs/refusals">Refusals</a> <a href="/docs/decision-codes">Decision codes</a> <a href="/openapi.json">openapi.json</a></nav>
<div class="page">
<h1>${title}</h1>
<p>${about}</p>
${parts.join('\n')}
</div>
</body>
</html>
`;
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

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
