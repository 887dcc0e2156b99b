// Installs the newest OPA with Go into node_modules/.cache, where the specs that compare compilers look for it.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const folder = resolve('node_modules/.cache/opa-newest');
if (spawnSync('go', ['version']).status !== 0) {
  console.error('Go is not installed, and it is what builds the newest OPA. Set OPA_NEWEST_BIN to a binary of your own instead.');
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const { status } = spawnSync('go', ['install', 'github.com/open-policy-agent/opa@latest'], {
  env: { ...process.env, GOBIN: folder },
  stdio: 'inherit',
});
process.exit(status ?? 1);
