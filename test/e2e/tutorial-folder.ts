import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningWrit, SeededTenant } from '#test/support/running-writ';

/** The folder of the repository, as far as a page can tell. */
export class TutorialFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'writ-tutorial-'));
  readonly env: NodeJS.ProcessEnv = {
    ...process.env,
    NO_COLOR: '1',
    WRIT_HOME: join(this.path, '.writ'),
    XDG_CONFIG_HOME: join(this.path, 'config'),
  };

  constructor() {
    // root starts PostgreSQL as another account, which must be able to enter.
    chmodSync(this.path, 0o755);
    mkdirSync(join(this.path, 'node_modules', '.bin'), { recursive: true });
    symlinkSync(resolve('clients/cli/bin/writ.mjs'), join(this.path, 'node_modules', '.bin', 'writ'));
    for (const name of ['clients', 'dist']) symlinkSync(resolve(name), join(this.path, name));
  }

  /** What `npm start` leaves there. */
  static of(writ: RunningWrit, { id, credentials, agent }: SeededTenant): TutorialFolder {
    const folder = new TutorialFolder();
    mkdirSync(join(folder.path, '.writ'));
    const local = {
      url: writ.url,
      tenant: id,
      agentId: 'agent-1',
      agentKey: agent.token,
      operator: credentials,
      owner: credentials,
    };
    writeFileSync(join(folder.path, '.writ', 'credentials.json'), JSON.stringify(local));
    return folder;
  }

  /** Somebody else at another desk: steps marked `as=<name>` are theirs. */
  addPerson(name: string, url: string, tenant: string, credentials: SeededTenant['credentials']): void {
    mkdirSync(this.homeOf(name));
    const local = { url, tenant, agentId: 'none', agentKey: 'none', operator: credentials, owner: credentials };
    writeFileSync(join(this.homeOf(name), 'credentials.json'), JSON.stringify(local));
  }

  private homeOf(name: string): string {
    return join(this.path, `.writ-${name}`);
  }

  /** Everything the script printed, errors included. Ended, and what it printed so far returned, when it takes too long. */
  async run(script: string, withinMs: number): Promise<string> {
    const shell = spawn('bash', ['-c', script], { cwd: this.path, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const timer = setTimeout(() => shell.kill('SIGTERM'), withinMs);
    await once(shell, 'close');
    clearTimeout(timer);
    return output;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
  }
}
