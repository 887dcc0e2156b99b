import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { main } from '../main.js';
import type { Output } from '../showing/output.js';

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How far something is that has taken some seconds, which depends on how busy the machine is; it has a spec of its own. */
const PROGRESS = /^(?:deciding|exporting|rebuilding|replaying|verifying) \d+(?:\/\d+ \d+%)?(?: .*)?\n/gm;

/** One command line in this process, with what it writes kept. One at a time: the exit status is the process's. */
export async function ran(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const [out, err] = [new KeptOutput(), new KeptOutput()];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await main(args, { out, err, env });
    return { status: Number(process.exitCode ?? 0), stdout: out.text, stderr: err.text.replaceAll(PROGRESS, '') };
  } finally {
    process.exitCode = before;
  }
}

/** One command line in this process, as in `folder` and with nothing of this environment. */
export async function ranIn(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const here = process.cwd();
  process.chdir(folder);
  try {
    return await ran(args, surroundedBy(folder, env));
  } finally {
    process.chdir(here);
  }
}

const COMMAND = fileURLToPath(new URL('../../../../clients/cli/bin/writ.mjs', import.meta.url));

/** The same as a process of its own, as `npx writ` starts it, with this on its standard input. */
export async function startedIn(folder: string, args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ''): Promise<Ran> {
  const child = spawn(process.execPath, [COMMAND, ...args], { cwd: folder, env: surroundedBy(folder, env) });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  // One that does not read its standard input is not waited for.
  child.stdin.on('error', () => undefined).end(input);
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, stdout, stderr };
}

const surroundedBy = (folder: string, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: folder,
  ...env,
});

class KeptOutput implements Output {
  readonly isTerminal = false;
  readonly columns = undefined;
  readonly gone = new AbortController().signal;
  text = '';

  write(text: string): void {
    this.text += text;
  }

  fault(): Promise<undefined> {
    return Promise.resolve(undefined);
  }
}
