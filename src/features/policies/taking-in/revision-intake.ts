import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Inject, Injectable } from '@nestjs/common';
import { canonicalJson, digestOf } from '#libs/evidence';
import { isRefusal, refuse, type Json, type Refusal } from '#libs/event-sourcing';
import type { Json as MutableJson } from '#libs/policy-engine';
import { toolIn } from '#libs/policy-tasks';
import { splitTests } from '#libs/policy-toolchain';
import { DEFAULT_LIMITS } from '#libs/rego-compiler';
import { PolicyTools } from '../contract.js';
import type { Quality } from '../events.js';
import { PlanReviews } from '../looking-through/plan-reviews.js';
import { PolicyTexts } from './policy-texts.js';

/** Characters of modules, tests and data together: a revision is one event, and the ledger bounds events at a million. */
const MAX_CONTENT = 900_000;
const ASSESS = toolIn<typeof import('./assess-revision.task.js')>('./assess-revision.task.js', import.meta.url);
const unzip = promisify(gunzip);

export interface RevisionText {
  readonly modules: Readonly<Record<string, string>>;
  readonly tests: Readonly<Record<string, string>>;
  readonly data: Json;
  readonly entrypoint: string;
}

/** A revision that may be recorded: what it compiles to is stored, what the checks found is known. */
export interface CheckedRevision {
  readonly digest: string;
  readonly planDigest: string;
  readonly dataDigest: string;
  readonly compiler: string;
  readonly quality: Quality;
}

/** Takes in the text of revisions: checks, compiles, tests and scores it, and keeps what deciding and reviewing need of it. */
@Injectable()
export class RevisionIntake {
  constructor(
    @Inject(PolicyTexts) private readonly texts: PolicyTexts,
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(PlanReviews) private readonly reviews: PlanReviews,
  ) {}

  /** Nothing is stored. Refused when the text does not check or compile; failing tests only show in the quality. */
  async check(tenant: string, text: RevisionText): Promise<(CheckedRevision & { readonly planBytes: Buffer }) | Refusal> {
    const content = contentOf(text);
    if (content.length > MAX_CONTENT) return refuse('POLICY_TOO_LARGE', `the revision has ${content.length} characters`);
    const { modules, tests, entrypoint } = text;
    const source = { modules, tests, data: text.data as MutableJson, entrypoint };
    const assessed = await this.tools.run(tenant, ASSESS, source, 'recording');
    if (isRefusal(assessed)) return assessed;
    const { planDigest, compiler, quality, plan } = assessed;
    const planBytes = await unzip(Buffer.from(plan, 'base64'), { maxOutputLength: DEFAULT_LIMITS.planBytes });
    const dataDigest = digestOf(canonicalJson(text.data));
    return { digest: digestOf(content), planDigest, dataDigest, compiler, quality, planBytes };
  }

  /** Before the event that names it: whatever is named can be read. Storing the same again changes nothing. */
  async store(
    tenant: string,
    text: RevisionText,
    { planBytes, ...facts }: CheckedRevision & { planBytes: Buffer },
  ): Promise<void> {
    await this.reviews.record(tenant, facts, 'agrees', []);
    await this.texts.store(tenant, [planBytes, Buffer.from(canonicalJson(text.data)), Buffer.from(contentOf(text))]);
  }
}

/** Modules as they are written, tests among them, as a revision's text. */
export function textOf(modules: Readonly<Record<string, string>>, data: Json, entrypoint: string): RevisionText {
  return { ...splitTests(modules), data, entrypoint };
}

/** What a revision's digest is the SHA-256 of. */
function contentOf({ modules, tests, data, entrypoint }: RevisionText): string {
  return canonicalJson({ data, entrypoint, modules, ...(Object.keys(tests).length > 0 && { tests }) });
}
