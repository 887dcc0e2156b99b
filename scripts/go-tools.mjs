// Installs with Go, into node_modules/.cache, what checks metrics and manifests: the specs that use them are skipped without.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const TOOLS = {
  'kube-score': 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0',
  kustomize: 'sigs.k8s.io/kustomize/kustomize/v5@v5.7.0',
  promtool: 'github.com/prometheus/prometheus/cmd/promtool@v0.305.0',
};

const folder = resolve('node_modules/.cache/go-tools');
const build = join(folder, 'build');
if (spawnSync('go', ['version']).status !== 0) {
  console.error('Go is not installed, and it is what builds these tools.');
  process.exit(1);
}
mkdirSync(build, { recursive: true });
// A module of their own: `go install …@version` takes none whose go.mod replaces something.
writeFileSync(join(build, 'go.mod'), 'module tools\n\ngo 1.24\n');
const go = (...given) =>
  spawnSync('go', given, { cwd: build, env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' }, stdio: 'inherit' });
const wanted = process.argv.slice(2);
const failed = Object.entries(TOOLS)
  .filter(([name]) => wanted.length === 0 || wanted.includes(name))
  .filter(([, source]) => go('get', source).status !== 0 || go('install', source.split('@')[0]).status !== 0);
for (const [name] of failed) console.error(`${name} could not be built`);
process.exit(failed.length > 0 ? 1 : 0);
