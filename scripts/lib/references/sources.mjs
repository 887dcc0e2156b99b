// Where the generators find the compiled code, and how they write a page.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../runtime-node.mjs';

/** A compiled module, by its source path without the ending: 'src/platform/config/configuration'. */
export function compiled(path) {
  return import(pathToFileURL(join(root, 'dist', `${path}.js`)).href);
}

export function featureNames() {
  return readdirSync(join(root, 'src', 'features'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

/** [feature, module] of every feature that has this file. */
export async function featureModules(file) {
  const names = featureNames().filter((feature) => existsSync(join(root, 'dist', 'src', 'features', feature, `${file}.js`)));
  return Promise.all(names.map(async (feature) => [feature, await compiled(`src/features/${feature}/${file}`)]));
}

export function page(title, from, lines) {
  return `<!-- Written by npm run generate from ${from}. Change the code, not this file. -->\n\n# ${title}\n\n${lines.join('\n')}\n`;
}

/** A Markdown table; pipes inside cells are escaped. */
export function table(headings, rows) {
  const line = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(headings), line(headings.map(() => '---')), ...rows.map(line)];
}
