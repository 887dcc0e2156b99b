import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OpaRun } from '../opa-process.js';
import { LANGUAGE, type OpaWorkspace } from '../opa-workspace.js';
import { withInOrder } from './with-order.js';

/**
 * Compiles the modules, as they lie in the workspace, to one plan in its bundle, which `readPlan` reads. Modules whose clauses of
 * `with` stand in an order that the planner does not keep to are compiled in one that it does; should the compiler not take that,
 * they are compiled as they are.
 */
export async function buildPlan(
  workspace: OpaWorkspace,
  modules: Readonly<Record<string, string>>,
  entrypoints: readonly string[],
): Promise<OpaRun> {
  const wanted = entrypoints.flatMap((entrypoint) => ['-e', entrypoint]);
  const build = (place: string): Promise<OpaRun> =>
    workspace.run(['build', ...LANGUAGE, '-t', 'plan', ...wanted, '-o', '../bundle.tar.gz', '.'], { place });
  const moved = Object.entries(modules).filter(([, text]) => withInOrder(text) !== text);
  if (moved.length === 0) return build(workspace.policy);
  // Beside the other modules, which may be read at this moment.
  const ordered = join(workspace.folder, 'ordered');
  await cp(workspace.policy, ordered, { recursive: true });
  for (const [name, text] of moved) await writeFile(join(ordered, name), withInOrder(text));
  const built = await build(ordered);
  return built.code === 0 || built.stopped ? built : build(workspace.policy);
}
