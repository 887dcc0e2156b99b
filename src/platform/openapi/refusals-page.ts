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
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Writ refusals</title>
<link rel="icon" type="image/png" href="/docs/assets/favicon.png">
<link rel="stylesheet" href="/docs/assets/pages.css">
</head>
<body>
<nav><strong>Writ</strong> <a href="/docs">API</a> <a href="/docs/refusals">Refusals</a> <a href="/openapi.json">openapi.json</a></nav>
<div class="page">
<h1>Refusals</h1>
<p>Every answer that is not a success is a problem document with one of these codes. A denied tool call is not among them: it is
a decision, answered with status 200 and <code>verdict: DENY</code>.</p>
${groups.join('\n')}
</div>
</body>
</html>
`;
}

function group(status: number, refusals: readonly RegisteredRefusal[]): string {
  const title = refusals[0]?.title ?? '';
  return `<h2>${status} ${escaped(title)}</h2>\n${[...refusals]
    .sort((a, b) => (a.code < b.code ? -1 : 1))
    .map(section)
    .join('\n')}`;
}

function section({ code, says, fix }: RegisteredRefusal): string {
  return `<section id="${code}"><h3><a href="#${code}">${code}</a></h3><p>${marked(says)}</p><p><strong>What to do:</strong> ${marked(fix)}</p></section>`;
}

/** Catalogue text: plain words with `code` between backticks. */
function marked(text: string): string {
  return escaped(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
