const LINKS: readonly (readonly [to: string, name: string])[] = [
  ['/docs', 'Start'],
  ['/docs/rest', 'REST'],
  ['/docs/graphql', 'GraphQL'],
  ['/docs/stream', 'Stream'],
  ['/docs/guides', 'Guides'],
  ['/docs/refusals', 'Refusals'],
  ['/docs/decision-codes', 'Decision codes'],
  ['/verify', 'Verify'],
  ['/openapi.json', 'openapi.json'],
];

/** At the top of every page. */
export const NAVIGATION = `<nav><strong>Writ</strong> ${LINKS.map(([to, name]) => `<a href="${to}">${name}</a>`).join(' ')}</nav>`;

/** A page of text: what it is about in a paragraph of HTML, then its parts. */
export function textPage(title: string, about: string, parts: readonly string[]): string {
  return framed(title.toLowerCase(), `<h1>${title}</h1>\n<p>${about}</p>\n${parts.join('\n')}`);
}

/** HTML in the frame that every page has; the title stands behind the name. */
export function framed(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Writ ${title}</title>
<link rel="icon" type="image/png" href="/docs/assets/favicon.png">
<link rel="stylesheet" href="/docs/assets/pages.css">
</head>
<body>
${NAVIGATION}
<div class="page">
${body}
</div>
</body>
</html>
`;
}

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
