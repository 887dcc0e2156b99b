import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NAVIGATION } from './page-frame.js';

export interface Asset {
  readonly type: string;
  readonly body: Buffer | string;
}

/** Only what this server itself sends runs or loads on these pages; `style-src` needs inline for the reference's own widgets. */
export const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export const REFERENCE_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Writ API</title>
<link rel="icon" type="image/png" href="/docs/assets/favicon.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/assets/pages.css">
</head>
<body>
${NAVIGATION}
<main id="reference"></main>
<script src="/docs/assets/swagger-ui.js"></script>
<script src="/docs/assets/reference.js"></script>
</body>
</html>
`;

// No validator badge and no remote host: the page works without a network beyond this server.
const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  validatorUrl: null,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  persistAuthorization: false,
});
`;

const STYLE = `body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: #1d2330; background: #fff; }
nav { padding: .8rem 1.5rem; border-bottom: 1px solid #dde1ea; display: flex; gap: 1.2rem; align-items: baseline; }
nav strong { font-size: 1.15rem; }
a { color: #1d4ed8; }
.page { max-width: 56rem; margin: 1.5rem auto; padding: 0 1.5rem; }
.page section { padding: .6rem .9rem; border-left: 3px solid #dde1ea; margin: .9rem 0; }
.page section:target { border-color: #1d4ed8; background: #f2f5ff; }
.page h2 { margin-top: 2.2rem; }
.page h3 { margin: 0; font: 600 1rem/1.5 ui-monospace, monospace; }
.page h3 a { color: inherit; text-decoration: none; }
.page p { margin: .25rem 0; }
.page pre { padding: .8rem; overflow: auto; border: 1px solid #dde1ea; font: .85rem/1.5 ui-monospace, monospace; }
.page table { border-collapse: collapse; display: block; overflow: auto; }
.page th, .page td { padding: .25rem .6rem; border: 1px solid #dde1ea; text-align: left; vertical-align: top; }
.swagger-ui .topbar { display: none; }
@media (prefers-color-scheme: dark) {
  body:has(.page) { color: #e4e7ee; background: #14171d; }
  body:has(.page) a { color: #8fb0ff; }
  body:has(.page) nav, .page section { border-color: #333a47; }
  .page section:target { background: #1c2333; }
}
`;

const installed = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
const fromPackage = (file: string, type: string): (() => Asset) => {
  let asset: Asset | undefined;
  return () => (asset ??= { type, body: readFileSync(join(installed, file)) });
};

/** Every file the pages load, by its name under /docs/assets/. Names outside this list do not exist. */
export const ASSETS: ReadonlyMap<string, () => Asset> = new Map([
  ['swagger-ui.css', fromPackage('swagger-ui.css', 'text/css; charset=utf-8')],
  ['swagger-ui.js', fromPackage('swagger-ui-bundle.js', 'text/javascript; charset=utf-8')],
  ['favicon.png', fromPackage('favicon-32x32.png', 'image/png')],
  ['reference.js', () => ({ type: 'text/javascript; charset=utf-8', body: START })],
  ['pages.css', () => ({ type: 'text/css; charset=utf-8', body: STYLE })],
]);
