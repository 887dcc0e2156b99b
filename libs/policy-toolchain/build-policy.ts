import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/evidence';
import {
  type Coverage,
  type Explanation,
  type Json,
  type Plan,
  type ReadSet,
  type Reads,
  PolicyEvaluationError,
  compilePlan,
  pathText,
} from '#libs/policy-engine';
import { type ToolOptions, compiledOf, findingsOf } from './check-policy.js';
import type { Finding } from './finding.js';
import { type PolicySource, entrypointOf } from './policy-source.js';

export interface BuiltPolicy {
  readonly plan: Plan;
  readonly planBytes: Buffer;
  readonly data: Json;
  readonly entrypoint: string;
  /** SHA-256 of `planBytes` in hex, and of the canonical JSON of the data. */
  readonly planDigest: string;
  readonly dataDigest: string;
  readonly readSet: ReadSet;
  readonly opaVersion: string;
}

export type BuildResult = { ok: true; built: BuiltPolicy } | { ok: false; findings: Finding[] };

/** Compiles a policy to what decides: the plan, the data and their digests. The same text gives the same bytes. */
export async function buildPolicy(source: PolicySource, options: ToolOptions = {}): Promise<BuildResult> {
  const entrypoint = entrypointOf(source);
  const compiled = await compiledOf(source, options);
  if (!compiled.ok) return { ok: false, findings: findingsOf(compiled) };
  const { plan, planBytes, digest: planDigest, opaVersion } = compiled;
  const data = source.data ?? {};
  let dataDigest: string;
  try {
    dataDigest = createHash('sha256').update(canonicalJson(data)).digest('hex');
  } catch (error) {
    return { ok: false, findings: [{ code: 'DATA_NOT_CANONICAL', severity: 'error', message: (error as Error).message }] };
  }
  const { readSet } = compilePlan(plan, data);
  return { ok: true, built: { plan, planBytes, data, entrypoint, planDigest, dataDigest, readSet, opaVersion } };
}

export type EvalResult =
  | { ok: true; result: Json | undefined; explanation?: Explanation; coverage?: Coverage }
  | { ok: false; findings: Finding[] };

/** What a policy answers to one input; an evaluation that fails is a finding with its place. */
export async function evalPolicy(source: PolicySource, input: Json, options: ToolOptions = {}): Promise<EvalResult> {
  return evaluated(source, input, options, false);
}

/** The same, with the rules that fired, what stopped the others, what was read, and the rows that were reached. */
export async function explainPolicy(source: PolicySource, input: Json, options: ToolOptions = {}): Promise<EvalResult> {
  return evaluated(source, input, options, true);
}

async function evaluated(source: PolicySource, input: Json, options: ToolOptions, explain: boolean): Promise<EvalResult> {
  const build = await buildPolicy(source, options);
  if (!build.ok) return build;
  const { plan, data, entrypoint } = build.built;
  try {
    return { ok: true, ...compilePlan(plan, data).evaluate(entrypoint, input, { explain, coverage: explain }) };
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    const { code, message, location } = error;
    return { ok: false, findings: [{ code, severity: 'error', message, ...location }] };
  }
}

/** What an evaluation read as it is written in a policy: `input.tool`, and `data.tools.search (missing)` where nothing was. */
export function readTexts({ missing, ...reads }: Reads): string[] {
  return (['input', 'data'] as const).flatMap((root) => {
    const absent = new Set(missing[root].map((path) => pathText(root, path)));
    const texts = reads[root].map((path) => pathText(root, path));
    return texts.map((text) => (absent.has(text) ? `${text} (missing)` : text));
  });
}
