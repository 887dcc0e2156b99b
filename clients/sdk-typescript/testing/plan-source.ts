import { hash } from 'node:crypto';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
import type { Json as MutableJson } from '#libs/policy-engine';
import { signStatement, STATEMENT_TYPE, type RevisionStatement } from '#libs/policy-signing';
import { buildPolicy } from '#libs/policy-toolchain';
import type { PlanAnswer } from '../answer-types.js';
import type { PulledPlan } from '../writ-client.js';

export interface Signer {
  readonly privatePem: string;
  readonly tenant: string;
  /** Changes to the statement before it is signed. */
  readonly instead?: Partial<RevisionStatement>;
}

/** A revision as Writ would hand it out, compiled and, with a signer, signed. */
export async function planOf(revision: number, rego: string, data: Json = {}, signer?: Signer): Promise<PlanAnswer> {
  const result = await buildPolicy({
    tests: {},
    modules: { 'policy.rego': `package writ\n\n${rego}\n` },
    data: data as MutableJson,
  });
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  const { planBytes, planDigest, dataDigest, entrypoint } = result.built;
  const policy = { id: 'refunds', revision, digest: hash('sha256', `${revision}\n${rego}`), planDigest, dataDigest, entrypoint };
  return {
    policy,
    plan: planBytes.toString('base64'),
    data: Buffer.from(canonicalJson(data)).toString('base64'),
    envelope: signer ? signed(policy, signer) : null,
  };
}

function signed({ id, ...rest }: PlanAnswer['policy'], { privatePem, tenant, instead }: Signer): unknown {
  const { revision, digest, planDigest, dataDigest, entrypoint } = rest;
  const statement = { type: STATEMENT_TYPE, tenant, policy: id, revision, digest, planDigest, dataDigest, entrypoint } as const;
  return signStatement({ ...statement, ...instead }, privatePem);
}

/** What a mirror pulls from in a spec: says what it is told to say, right or wrong, and holds long polls. */
export class PlanSource {
  /** What each question asked for. */
  readonly asked: { readonly etag: string | undefined; readonly waitSeconds: number }[] = [];
  /** False for a server that answers long polls at once. */
  isHolding = true;
  private answer: PlanAnswer | Error | undefined;
  private version = 0;
  private onNews: () => void = () => undefined;
  private onQuestion: () => void = () => undefined;

  /** From now on: this plan, or this failure. */
  say(answer: PlanAnswer | Error): void {
    this.answer = answer;
    this.version += 1;
    this.onNews();
  }

  /** Resolves when somebody is held who has what was said last. */
  async holding(): Promise<void> {
    while (this.asked.at(-1)?.etag !== this.etag || this.asked.at(-1)?.waitSeconds === 0)
      await new Promise<void>((resolve) => (this.onQuestion = resolve));
  }

  async pullPlan(
    _policy: string,
    { etag, waitSeconds = 0, signal }: { etag?: string; waitSeconds?: number; signal?: AbortSignal } = {},
  ): Promise<PulledPlan | undefined> {
    this.asked.push({ etag, waitSeconds });
    this.onQuestion();
    if (this.isHolding && etag === this.etag && waitSeconds > 0) {
      await new Promise<void>((resolve, reject) => {
        this.onNews = resolve;
        signal?.addEventListener('abort', () => reject(new Error('given up')));
      });
    }
    if (this.answer === undefined) throw new Error('nothing was said yet');
    if (this.answer instanceof Error) throw this.answer;
    return etag === this.etag ? undefined : { etag: this.etag, answer: this.answer };
  }

  private get etag(): string {
    return `"${this.version}"`;
  }
}
