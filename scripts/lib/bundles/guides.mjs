// dist/bundles/guides: the pages of docs/ as HTML, one file each, for /docs/guides of a server: an image has no folder docs.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { root } from '../runtime-node.mjs';
import { brought } from './bundling.mjs';

const require = createRequire(import.meta.url);
/** What a server has at an address of its own. */
const SERVED = { 'docs/reference/api/openapi.json': '/openapi.json' };

function walk(folder) {
  const entries = readdirSync(join(root, folder), { withFileTypes: true });
  const inside = entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(path) : path.endsWith('.md') ? [path] : [];
  });
  return [folder, ...inside].sort((a, b) => (a < b ? -1 : 1));
}

/** As GitHub does it: links between the pages go by that. */
const anchorOf = (text) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');

/** Where a link of a page leads on a server; undefined when it leads to what only the repository has. */
function addressOf(href, path) {
  if (/^(https?:|mailto:|#)/.test(href)) return href;
  const [file, anchor] = href.split('#');
  const target = normalize(join(dirname(path), file))
    .replaceAll('\\', '/')
    .replace(/\/$/, '');
  if (SERVED[target]) return SERVED[target];
  if (!target.startsWith('docs/') || !existsSync(join(root, target))) return undefined;
  const page = statSync(join(root, target)).isDirectory() ? `${target}/README.md` : target;
  if (!page.endsWith('.md') || !existsSync(join(root, page))) return undefined;
  return `/docs/guides/${page.slice('docs/'.length, -'.md'.length)}${anchor === undefined ? '' : `#${anchor}`}`;
}

function linkWithin(children, path) {
  let isDropped = false;
  for (const token of children) {
    if (token.type === 'link_open') {
      const address = addressOf(token.attrGet('href'), path);
      isDropped = address === undefined;
      if (!isDropped) token.attrSet('href', address);
    }
    if (isDropped && (token.type === 'link_open' || token.type === 'link_close')) {
      token.tag = 'span';
      token.attrs = null;
    }
  }
}

function pageOf(markdown, path) {
  const tokens = markdown.parse(readFileSync(join(root, path), 'utf8'), {});
  for (const [n, token] of tokens.entries()) {
    if (token.type === 'inline') linkWithin(token.children, path);
    if (token.type === 'heading_open')
      token.attrSet('id', anchorOf(tokens[n + 1].children.map(({ content }) => content).join('')));
  }
  return markdown.renderer.render(tokens, markdown.options, {});
}

export function guidePages() {
  return brought('bundles/guides', () => {
    const MarkdownIt = require('markdown-it'); // loaded only when there is something to make
    const markdown = new MarkdownIt({ html: true });
    // Folders, too: a page that is new is seen by them.
    const inputs = walk('docs');
    const paths = inputs.filter((path) => path.endsWith('.md'));
    const nameOf = (path) => `${path.slice('docs/'.length, -'.md'.length).replaceAll('/', '__')}.html`;
    return { inputs, files: paths.map((path) => [nameOf(path), pageOf(markdown, path)]) };
  });
}
