// The command writ as a package without dependencies: its bundle, and the files that it reads, where it looks for them.
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../runtime-node.mjs';
import { writePackage } from './manifest.mjs';

const COPIED = [
  'clients/cli/bin/writ.mjs',
  'policies/templates',
  'docs/reference/decision-input.schema.json',
  'docs/reference/api/openapi.json',
];

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

const README = `# writ

The command for [Writ](../README.md): decide, record and prove what AI agents do.

    npm install --global ./writ-cli-${version}.tgz
    writ --help
    writ verify ledger.ndjson

It has no dependencies. \`writ policy check\`, \`lint\`, \`test\` and the like run OPA: set \`OPA_BIN\` to its binary.
`;

export async function cliPackage(folder) {
  const bundled = join('dist', 'bundles', 'cli');
  const parts = readdirSync(join(root, bundled)).filter((file) => file.endsWith('.js'));
  const manifest = {
    name: 'writ-cli',
    description: 'The command writ: decide, record and prove what AI agents do.',
    bin: { writ: 'clients/cli/bin/writ.mjs' },
  };
  writePackage(folder, manifest, [
    ...parts.map((file) => [join(bundled, file), readFileSync(join(root, bundled, file))]),
    ['README.md', README.replace('](../README.md)', '').replace('[Writ', 'Writ')],
  ]);
  for (const path of COPIED) cpSync(join(root, path), join(folder, path), { recursive: true });
}
