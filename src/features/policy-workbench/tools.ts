import { toolIn } from '#libs/policy-tasks';
import { splitTests, type PolicySource } from '#libs/policy-toolchain';
import type { PolicyText } from './commands.js';

export const CHECK = toolIn<typeof import('./tasks/check-policy.task.js')>('./tasks/check-policy.task.js', import.meta.url);
export const EVALUATE = toolIn<typeof import('./tasks/evaluate-policy.task.js')>(
  './tasks/evaluate-policy.task.js',
  import.meta.url,
);
export const DIFF = toolIn<typeof import('./tasks/diff-policies.task.js')>('./tasks/diff-policies.task.js', import.meta.url);

/** What somebody sent, as the tools take it. */
export function sourceOf({ modules, data, entrypoint }: PolicyText): PolicySource {
  return { ...splitTests(modules), data, entrypoint };
}
