import { main } from '../main.js';
import type { Output } from '../showing/output.js';

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One command line in this process, with what it writes kept. One at a time: the exit status is the process's. */
export async function ran(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  const [out, err] = [new KeptOutput(), new KeptOutput()];
  const before = process.exitCode;
  process.exitCode = 0;
  try {
    await main(args, { out, err, env });
    return { status: Number(process.exitCode ?? 0), stdout: out.text, stderr: err.text };
  } finally {
    process.exitCode = before;
  }
}

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
