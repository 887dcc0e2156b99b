import type { Json } from '#libs/policy-engine';
import {
  type CompilerOptions,
  type CompileResult,
  type Refused,
  checkRego,
  compileRego,
  formatRego,
  testRego,
} from '#libs/rego-compiler';
import { dataOverRules } from './data-over-rules.js';
import { type Finding, inReadingOrder } from './finding.js';
import { type PolicySource, deployedOf, entrypointOf, everythingOf } from './policy-source.js';
import { GENERATED_FILE, disputedInputs, generatedInputs } from './trial/generated-inputs.js';
import { missedRules } from './trial/missed-rules.js';
import { type TestRun, runOnPlan } from './trial/test-run.js';

export interface ToolOptions {
  /** Compiler binary and limits; the packaged one and its defaults otherwise. */
  readonly compiler?: CompilerOptions;
  /** What `compilePolicy` made of this very policy: nothing that was made sure of then is done once more. */
  readonly compiled?: CompiledPolicyText;
}

/** A policy's modules as they were compiled, and what its tests made of them. */
export type CompiledPolicyText = Extract<CompileResult, { ok: true }> & { readonly trial?: TestRun };

export interface CheckOptions extends ToolOptions {
  /** JSON schema (draft 7) of the input; what the policy reads from it is then checked for existence and type. */
  readonly inputSchema?: Json;
}

export interface CheckReport {
  readonly ok: boolean;
  readonly findings: Finding[];
}

/** Errors of the compiler as findings, in reading order. */
export function findingsOf({ errors }: Refused): Finding[] {
  const distinct = new Map(errors.map((error) => [JSON.stringify(error), { ...error, severity: 'error' as const }]));
  return inReadingOrder([...distinct.values()]);
}

/**
 * Strict mode, the engine's capabilities, types of the input, tests included, and that the plan is one this engine runs. Text that
 * is wrong, unsafe or too large is a finding; throws only when the disk or the process table fails.
 */
export async function checkPolicy(source: PolicySource, options: CheckOptions = {}): Promise<CheckReport> {
  const made = await compilePolicy(source, options);
  return made.ok ? { ok: true, findings: [] } : made;
}

/**
 * As `checkPolicy`, and gives back what the policy compiles to and how its tests went, so that other tools need do neither again.
 * Failing tests are no finding; that the plan and OPA's own evaluation do not agree on one is.
 */
export async function compilePolicy(
  source: PolicySource,
  options: CheckOptions = {},
): Promise<{ readonly ok: true; readonly compiled: CompiledPolicyText } | { readonly ok: false; readonly findings: Finding[] }> {
  const { inputSchema, compiler = {} } = options;
  const checked = await checkRego(everythingOf(source), { ...compiler, ...(inputSchema !== undefined && { inputSchema }) });
  if (!checked.ok) return { ok: false, findings: findingsOf(checked) };
  const compiled = await compiledOf(source, options, true);
  if (!compiled.ok) return { ok: false, findings: findingsOf(compiled) };
  if ('trial' in compiled) return { ok: true, compiled };
  const generated = generatedInputs(source, compiled.plan, inputSchema);
  const asked = { ...compiler, everyRuleOf: Object.keys(source.modules), isChecked: true };
  const aside = generated && { aside: { [GENERATED_FILE]: generated.text } };
  const first = await testRego(everythingOf(source), { ...asked, ...aside });
  const isAsideWrong = !first.ok && first.errors.some(({ file, message }) => `${file} ${message}`.includes(GENERATED_FILE));
  const tested = isAsideWrong ? await testRego(everythingOf(source), asked) : first;
  const trial = tested.ok ? runOnPlan(tested, source.data ?? {}, compiler.timeLeft) : tested;
  if (!trial.ok) return { ok: false, findings: findingsOf(trial) };
  const disputed = tested.ok && generated ? disputedInputs(generated, tested.asideTests, tested.opaVersion) : [];
  const disagreements = [...trial.disagreements, ...disputed];
  if (disagreements.length > 0) return { ok: false, findings: disagreements };
  return { ok: true, compiled: { ...compiled, trial } };
}

/** What the modules compile to, unless that is known; refused when the plan has no way to a rule that may be meant. */
export async function compiledOf(
  source: PolicySource,
  { compiler = {}, compiled }: ToolOptions,
  isChecked = false,
): Promise<CompiledPolicyText | Refused> {
  if (compiled) return compiled;
  const free = await dataOverRules(source, compiler);
  if (!free.ok) return free;
  const made = await compileRego({ ...deployedOf(source), ...compiler, entrypoint: entrypointOf(source), isChecked });
  if (!made.ok) return made;
  const missed = await missedRules(source.modules, made.plan, compiler);
  if (!missed.ok) return missed;
  return missed.findings.length > 0 ? { ok: false, errors: missed.findings } : made;
}

export interface FormatReport {
  /** True when every file could be read and is formatted already. */
  readonly ok: boolean;
  readonly findings: Finding[];
  /** Files whose text differs from the formatted one. */
  readonly unformatted: string[];
  /** Formatted text of every file, tests included; empty when there are findings. */
  readonly files: Record<string, string>;
}

/** What the standard formatter makes of a policy; writing it somewhere is the caller's part. */
export async function formatPolicy(source: PolicySource, options: ToolOptions = {}): Promise<FormatReport> {
  const { modules } = everythingOf(source);
  const formatted = await formatRego(modules, options.compiler);
  if (!formatted.ok) return { ok: false, findings: findingsOf(formatted), unformatted: [], files: {} };
  const unformatted = Object.keys(modules).filter((name) => formatted.modules[name] !== modules[name]);
  return { ok: unformatted.length === 0, findings: [], unformatted: unformatted.sort(), files: formatted.modules };
}
