import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../runtime-node.mjs';

/** What `hash` of node:crypto and the compiled syntax need. */
const NODE = '>=20.12';

/** package.json, licence and files of a package: [path, text] pairs. */
export function writePackage(folder, manifest, files) {
  const { license, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const whole = { ...manifest, version, license, type: 'module', engines: { node: NODE } };
  const all = [['package.json', `${JSON.stringify(whole, null, 2)}\n`], ...files];
  for (const [path, text] of all) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  copyFileSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
}
