import { innerBlocks, type Block, type Plan } from '#libs/policy-engine';
import { readPlan } from '../compile-rego.js';
import { inOpaWorkspace } from '../opa-workspace.js';
import { buildPlan } from '../planning/build-plan.js';
import { LIMITS } from './generated-comparison.js';

/** Many modules in one run of the compiler, which is most of what each would cost alone; a plan for each of the entrypoints. */
export async function compileTogether(
  modules: Readonly<Record<string, string>>,
  entrypoints: readonly string[],
): Promise<ReadonlyMap<string, Plan>> {
  const whole = await inOpaWorkspace({ modules, data: {} }, { limits: LIMITS }, async (workspace) => {
    const run = await buildPlan(workspace, modules, entrypoints);
    if (run.code !== 0) throw new Error(run.stdout + run.stderr);
    return readPlan(workspace.folder, '', workspace.limits);
  });
  if (!whole.ok) throw new Error(JSON.stringify(whole.errors));
  return new Map(entrypoints.map((entrypoint) => [entrypoint, partOf(whole.plan, entrypoint)]));
}

/** What one entrypoint needs of a plan, as if it had been compiled alone. */
function partOf(plan: Plan, entrypoint: string): Plan {
  const entries = plan.plans.plans.filter(({ name }) => name === entrypoint);
  const functions = plan.funcs?.funcs ?? [];
  const bodies = new Map(functions.map((fn) => [fn.name, fn.blocks]));
  const reached = new Set<string>();
  const waiting = entries.flatMap(({ blocks }) => callsIn(blocks));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    waiting.push(...callsIn(bodies.get(name) ?? []));
  }
  return { ...plan, plans: { plans: entries }, funcs: { funcs: functions.filter(({ name }) => reached.has(name)) } };
}

function callsIn(blocks: readonly Block[]): string[] {
  return blocks.flatMap(({ stmts }) =>
    (stmts ?? []).flatMap((statement) => {
      if (statement.type === 'CallDynamicStmt') throw new Error('what a computed call reaches cannot be told');
      return [...(statement.type === 'CallStmt' ? [statement.stmt.func] : []), ...callsIn(innerBlocks(statement))];
    }),
  );
}
