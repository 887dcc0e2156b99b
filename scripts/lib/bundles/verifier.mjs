// dist/bundles/verifier: the stand-alone verifier, as one file for Node and as one page for a browser.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime-node.mjs';
import { brought, bundle } from './bundling.mjs';

const FROM = 'dist/clients/verifier';
const PAGE = [`${FROM}/page/verify.html`, `${FROM}/page/verify.css`];
const BANNER = `#!/usr/bin/env node
// Checks an export of a Writ ledger offline, on Node 20 or newer and nothing else: node writ-verify.mjs --help
// Bundled from libs/evidence, which is what \`writ verify\` runs; made anew, it is the same byte for byte.`;

const sourceOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing but the script and the style in the page itself runs, and nothing can be fetched, sent or framed. */
function policyFor(style, script) {
  return [
    "default-src 'none'",
    `script-src ${sourceOf(script)}`,
    `style-src ${sourceOf(style)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function pageWith(script) {
  const [html, css] = PAGE.map((path) => readFileSync(join(root, path), 'utf8'));
  return html
    .replace('content="POLICY"', () => `content="${policyFor(css, script)}"`)
    .replace('<link rel="stylesheet" href="verify.css" />', () => `<style>${css}</style>`)
    .replace(/<script .*><\/script>/, () => `<script type="module">${script}</script>`);
}

export function verifierBundles() {
  return brought('bundles/verifier', async () => {
    const node = await bundle({ entryPoints: [`${FROM}/main.js`], platform: 'node', target: 'node20', banner: { js: BANNER } });
    const page = await bundle({ entryPoints: [`${FROM}/page/verify-page.script.js`], platform: 'browser', target: 'es2022' });
    const [[, program], [, script]] = [...node.files, ...page.files];
    return {
      inputs: [...node.inputs, ...page.inputs, ...PAGE],
      files: [
        ['writ-verify.mjs', program],
        ['verify.html', pageWith(script)],
      ],
    };
  });
}
