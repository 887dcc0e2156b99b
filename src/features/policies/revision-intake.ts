import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { DecisionInput } from '#features/decisions/contract';
import { canonicalJson, digestOf } from '#libs/evidence';
import { refuse, type Json, type Refusal } from '#libs/event-sourcing';
import type { Json as MutableJson } from '#libs/policy-engine';
import {
  checkPolicy,
  coverPolicy,
  formatPolicy,
  scoreOf,
  splitTests,
  testPolicy,
  type PolicySource,
} from '#libs/policy-toolchain';
import { compileRego } from '#libs/rego-compiler';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import type { Quality } from './events.js';
import { PlanArtifacts } from './plan-artifacts.js';
import type { PolicyRefusalCode } from './refusals.js';

/** Characters of modules, tests and data together: a revision is one event, and the ledger bounds events at a million. */
const MAX_CONTENT = 900_000;
const UNAVAILABLE = new Set(['OPA_UNAVAILABLE', 'OPA_TAMPERED']);
const INPUT_SCHEMA = z.toJSONSchema(DecisionInput, { unrepresentable: 'any', target: 'draft-7' }) as MutableJson;

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
    @Inject(PlanArtifacts) private readonly artifacts: PlanArtifacts,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {}

  /** Nothing is stored. Refused when the text does not check or compile; failing tests only show in the quality. */
  async check(text: RevisionText): Promise<(CheckedRevision & { readonly planBytes: Buffer }) | Refusal<PolicyRefusalCode>> {
    const content = contentOf(text);
    if (content.length > MAX_CONTENT) return refuse('POLICY_TOO_LARGE', `the revision has ${content.length} characters`);
    const compiler = this.configuration.OPA_BIN === undefined ? {} : { opaBin: this.configuration.OPA_BIN };
    const { modules, tests, entrypoint } = text;
    const data = text.data as MutableJson;
    const compiled = await compileRego({ modules, data, entrypoint, ...compiler });
    if (!compiled.ok) return refusalFor(compiled.errors);
    const source = { modules, tests, data, entrypoint };
    const checked = await checkPolicy(source, { compiler, inputSchema: INPUT_SCHEMA });
    if (!checked.ok) return refusalFor(checked.findings);
    return {
      digest: digestOf(content),
      planDigest: compiled.digest,
      dataDigest: digestOf(canonicalJson(text.data)),
      compiler: `opa ${compiled.opaVersion}`,
      quality: await qualityOf(source, compiler),
      planBytes: compiled.planBytes,
    };
  }

  /** Before the event that names it: whatever is named can be read. Storing the same again changes nothing. */
  async store(tenant: string, text: RevisionText, planBytes: Buffer): Promise<void> {
    await this.artifacts.store(tenant, [planBytes, Buffer.from(canonicalJson(text.data)), Buffer.from(contentOf(text))]);
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

async function qualityOf(source: PolicySource, compiler: { opaBin?: string }): Promise<Quality> {
  const options = { compiler };
  const format = await formatPolicy(source, options);
  const tests = await testPolicy(source, options);
  const { coverage } = tests.ok ? await coverPolicy(source, options) : { coverage: 0 };
  const { passed } = tests;
  // Tests that could not be run at all have failed too.
  const isBroken = tests.findings.some(({ code }) => code !== 'NO_TESTS' && code !== 'TEST_FAILED');
  const failed = isBroken ? Math.max(1, tests.failed) : tests.failed;
  const parts = { format: format.ok, unformatted: format.unformatted, tests: tests.ok, passed, failed, coverage };
  return { score: scoreOf(parts).score, isFormatted: format.ok, testsPassed: passed, testsFailed: failed, coverage };
}

function refusalFor(errors: readonly { code: string; message: string }[]): Refusal<PolicyRefusalCode> {
  const first = errors[0];
  if (first && UNAVAILABLE.has(first.code)) return refuse('POLICY_COMPILER_UNAVAILABLE', first.message);
  return refuse('POLICY_INVALID', first?.message, { errors: errors.slice(0, 50) });
}
