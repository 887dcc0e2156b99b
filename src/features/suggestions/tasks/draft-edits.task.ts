import { policyTool, ToolRefusal, type ToolWork } from '#libs/policy-tasks';
import { formatPolicy, lintPolicy, testPolicy, type PolicySource, type TestReport } from '#libs/policy-toolchain';
import { parseRego } from '#libs/rego-compiler';
import type { EditOrder } from '../writing/edit-order.js';
import { pinningTest, isPinningTest } from '../writing/pinning-test.js';
import { editsFor, type DraftEdit, type Strategy } from '../writing/strategies.js';
import { unifiedDiff } from '../writing/unified-diff.js';
import { writtenRules } from '../writing/written-rules.js';

/** An edit that checks, keeps all tests that passed, and passes tests that the candidate fails. */
export interface WorkingEdit {
  readonly strategy: Strategy;
  readonly says: string;
  readonly diff: string;
  /** All modules of the candidate with the edit, and the tests among them. */
  readonly modules: Readonly<Record<string, string>>;
  readonly testFile: string;
}

export const carryOut = policyTool(worked);

async function worked(order: EditOrder, work: ToolWork): Promise<WorkingEdit[]> {
  const { modules } = order.source;
  const parsed = await parseRego(modules, work.options.compiler);
  if (!parsed.ok) throw new ToolRefusal('POLICY_INVALID', parsed.errors[0]?.message ?? 'the policy cannot be read');
  const rules = Object.fromEntries(
    Object.entries(modules).map(([file, text]) => [file, writtenRules(text, parsed.modules[file] ?? {})]),
  );
  const isFormatted = (await formatPolicy({ modules, tests: {} }, work.options)).ok;
  const drafts = editsFor(order, rules);
  if (drafts.length === 0) return [];
  const candidate = { isFormatted, dead: await deadRules(order.source, work.options) };
  const found: WorkingEdit[] = [];
  for (const draft of drafts) {
    const edit = await working(order, draft, candidate, work);
    if (edit) found.push(edit);
  }
  return found;
}

/** What is to be known of the candidate to judge an edit of it. */
interface Candidate {
  readonly isFormatted: boolean;
  /** Rules of it that never fire. */
  readonly dead: number;
}

/** A rule that was for these calls alone is for none behind another one: that is no edit that anybody wants. */
async function working(
  order: EditOrder,
  draft: DraftEdit,
  candidate: Candidate,
  work: ToolWork,
): Promise<WorkingEdit | undefined> {
  const edit = await tried(order, draft, candidate, work);
  if (!edit) return undefined;
  const modules = without(edit.modules, [edit.testFile, ...Object.keys(order.source.tests)]);
  if ((await deadRules({ ...order.source, modules }, work.options)) <= candidate.dead) return edit;
  return draft.instead && working(order, draft.instead, candidate, work);
}

/** Undefined where it does not do what it is to do. */
async function tried(
  { source, tool, inputs }: EditOrder,
  edit: DraftEdit,
  { isFormatted }: Candidate,
  { options }: ToolWork,
): Promise<WorkingEdit | undefined> {
  const changed = { ...source.modules, ...edit.modules };
  const testFile = freshName(source);
  const pinned = pinningTest(source.entrypoint, { tool, verdict: edit.verdict, inputs });
  const formatted = await formatPolicy({ modules: changed, tests: { [testFile]: pinned } }, options);
  const test = formatted.files[testFile];
  if (test === undefined) return undefined;
  const modules = isFormatted ? without(formatted.files, [testFile]) : changed;
  const tests = { ...source.tests, [testFile]: test };
  const after = await testPolicy({ ...source, modules, tests }, options);
  const before = await testPolicy({ ...source, tests }, options);
  if (!isPinned(before, after)) return undefined;
  const diff = Object.keys(edit.modules)
    .map((file) => unifiedDiff(file, source.modules[file] ?? '', modules[file] ?? ''))
    .join('');
  return { strategy: edit.strategy, says: edit.says, diff, modules: { ...modules, ...tests }, testFile };
}

/** Rules that fire for no input that was tried, where all were that the policy can tell apart. */
async function deadRules(source: PolicySource, options: ToolWork['options']): Promise<number> {
  const { findings } = await lintPolicy(source, options);
  return findings.filter(({ code }) => code === 'unreachable-rule').length;
}

/** Every pinning test failed before and passes now, and nothing else that passed fails. */
function isPinned(before: TestReport, after: TestReport): boolean {
  const named = ({ package: owner, name }: TestReport['tests'][number]): string => `${owner}.${name}`;
  const passed = (report: TestReport) => new Set(report.tests.filter(({ outcome }) => outcome === 'passed').map(named));
  const [then, now] = [passed(before), passed(after)];
  const pins = after.tests.map(named).filter(isPinningTest);
  return pins.length > 0 && pins.every((name) => now.has(name) && !then.has(name)) && [...then].every((name) => now.has(name));
}

function freshName({ modules, tests }: PolicySource): string {
  for (let n = 1; ; n += 1) {
    const name = `suggested_${n}_test.rego`;
    if (!(name in tests) && !(name in modules)) return name;
  }
}

function without(files: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(files).filter(([file]) => !names.includes(file)));
}
