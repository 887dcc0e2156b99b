// The features and which contract each of them uses, as a picture.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime-node.mjs';
import { featureNames, page, table } from './sources.mjs';

const CONTRACT = /from '#features\/([a-z-]+)\/contract'/g;

function usedBy(feature) {
  const folder = join(root, 'src', 'features', feature);
  const files = readdirSync(folder, { recursive: true }).filter(
    (path) => path.endsWith('.ts') && !/\.spec\.ts$|^testing\//.test(path),
  );
  const used = files.flatMap((path) =>
    [...readFileSync(join(folder, path), 'utf8').matchAll(CONTRACT)].map(([, other]) => other),
  );
  return [...new Set(used)].filter((other) => other !== feature).sort();
}

/** The first sentence of the feature's README. */
function purpose(feature) {
  const readme = join(root, 'src', 'features', feature, 'README.md');
  if (!existsSync(readme)) throw new Error(`src/features/${feature} has no README.md`);
  const [, text] = readFileSync(readme, 'utf8').split(/\n\n/);
  return text.replaceAll('\n', ' ').split(/(?<=\.) /)[0];
}

export function featuresReference() {
  const features = featureNames();
  const arrows = features.flatMap((feature) => usedBy(feature).map((other) => `  ${feature} --> ${other}`));
  const lines = [
    'What each capability is, and whose `contract.ts` it uses. An arrow points at what is used; there are no circles, and a test holds that.',
    '',
    '```mermaid',
    'flowchart LR',
    ...features.map((feature) => `  ${feature}`),
    ...arrows,
    '```',
    '',
    ...table(
      ['Feature', 'What it is'],
      features.map((feature) => [`[${feature}](../../src/features/${feature}/README.md)`, purpose(feature)]),
    ),
  ];
  return [['docs/reference/features.md', page('Features', 'src/features', lines)]];
}
