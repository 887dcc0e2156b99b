import assert from 'node:assert/strict';

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import type { LocalDecision } from '../../clients/sdk-typescript/index.js';

/** What the service answers to a refund. */
export interface RefundAnswer {
  readonly status: number;
  readonly body: Pick<LocalDecision, 'decisionId' | 'verdict' | 'code' | 'rule' | 'reason' | 'policy' | 'staleSince'> & {
    readonly obligations?: readonly object[];
  };
}

export interface RefundHealth {
  readonly policy?: { readonly id: string; readonly revision: number; readonly digest: string };
  readonly staleSince?: string;
  readonly spool: { readonly decisions: number; readonly bytes: number; readonly dropped: number };
}

/** The reference service in a process of its own. */
export class RefundServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly notes: () => string,
  ) {}

  static async start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<RefundServiceProcess> {
    const main = resolve('dist/clients/examples/refund-service/main.js');
    const child = spawn(process.execPath, ['--enable-source-maps', main, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let notes = '';
    child.stderr.on('data', (chunk: Buffer) => (notes += chunk.toString()));
    const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(([code]) => [`exit ${code}`])]);
    const url = /http:\S+/.exec(String(said))?.[0];
    if (url === undefined) assert.fail(`the service did not start: ${String(said)}\n${notes}`);
    return new RefundServiceProcess(child, url, () => notes);
  }

  /** Everything it told so far. */
  get told(): string {
    return this.notes();
  }

  /** Rejects with TypeError when the service is gone. */
  async refund(role: string, amount: number, headers: Readonly<Record<string, string>> = {}): Promise<RefundAnswer> {
    const response = await fetch(`${this.url}/refunds`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-user-role': role, ...headers },
      body: JSON.stringify({ orderId: 'o-1', amount, currency: 'EUR' }),
    });
    return { status: response.status, body: (await response.json()) as RefundAnswer['body'] };
  }

  async health(): Promise<RefundHealth> {
    return (await (await fetch(`${this.url}/healthz`)).json()) as RefundHealth;
  }

  /** Resolves when it is gone. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit');
    this.child.kill(signal);
    const [code] = (await ended) as [number | null];
    return code;
  }
}
