import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime-node.mjs';
import { page, table } from './sources.mjs';

const INTRODUCTION = `\`npm run build\` makes both files in \`dist/bundles/verifier\`, from the code that \`writ verify\` runs; every server of this version
serves the same bytes. [How to use them](../how-to/verify-an-export.md#check-it-without-the-command).`;

const FILES = [
  ['writ-verify.mjs', '`GET /verify/writ-verify.mjs`', 'one file for Node 20 or newer, without dependencies'],
  ['verify.html', '`GET /verify`', 'one page for a browser, which may be saved and used without a network'],
];

export function verifierReference() {
  const rows = FILES.map(([name, route, what]) => {
    const bytes = readFileSync(join(root, 'dist', 'bundles', 'verifier', name));
    return [`\`${name}\``, what, route, String(bytes.length), `\`${createHash('sha256').update(bytes).digest('hex')}\``];
  });
  return [
    [
      'docs/reference/verifier.md',
      page('The stand-alone verifier', 'libs/evidence and clients/verifier', [
        INTRODUCTION,
        '',
        ...table(['File', 'What it is', 'Route', 'Bytes', 'SHA-256'], rows),
      ]),
    ],
  ];
}
