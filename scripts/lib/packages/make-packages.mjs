// The packages, from what is built: node make-packages.mjs [folder] writes the tarballs there; dist/packages otherwise.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { root } from '../runtime-node.mjs';
import { CommandFailure, note, runCommand } from '../steps.mjs';
import { cliPackage } from './cli.mjs';
import { sdkPackage } from './sdk.mjs';

const PACKAGES = [sdkPackage, cliPackage];

/** npm that came with the shell's Node, or the one that started this. */
function pack(folder, to) {
  const execPath = process.env.npm_execpath;
  const [command, prefix] = execPath?.endsWith('npm-cli.js') ? [process.execPath, [execPath]] : ['npm', []];
  const args = [...prefix, 'pack', '--silent', '--ignore-scripts', '--pack-destination', to];
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (error || status !== 0) throw new CommandFailure(`npm pack failed: ${error?.message ?? stderr}`);
  return stdout.trim().split('\n').at(-1);
}

await runCommand(async () => {
  const to = resolve(process.argv[2] ?? join(root, 'dist', 'packages'));
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(to)) if (file.endsWith('.tgz')) rmSync(join(to, file));
  for (const make of PACKAGES) {
    const folder = mkdtempSync(join(tmpdir(), 'writ-package-'));
    try {
      await make(folder);
      const file = join(to, pack(folder, to));
      note(`${file}  ${Math.round(statSync(file).size / 1024)} kB`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
});
