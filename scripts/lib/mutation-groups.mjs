// What npm run mutation puts faults into, and the specs that are about it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './runtime-node.mjs';

/** Paths of the files of a folder that are so named. */
export const found = (folder, named) =>
  readdirSync(join(root, folder))
    .filter((name) => named.test(name))
    .map((name) => `${folder}/${name}`);

/** Beside the spec of the same name. */
const ALSO_ABOUT = {
  'libs/event-sourcing/seeded-command.ts': ['libs/event-sourcing/handle-command.unit.spec.ts'],
  'src/features/approvals/decider.ts': ['src/features/approvals/reminding/reminders.unit.spec.ts'],
  'src/features/controls/decider.ts': ['src/features/controls/pins.unit.spec.ts'],
  'src/features/policies/decider.ts': ['src/features/policies/revision-rules.unit.spec.ts'],
};

const specsAbout = (path) =>
  [path.replace(/\.ts$/, '.unit.spec.ts'), ...(ALSO_ABOUT[path] ?? [])].filter((spec) => existsSync(join(root, spec)));

/** Whatever makes a decider, by any name, at any depth. Without a spec of its own it is held to that of the feature's decider. */
function deciders() {
  return readdirSync(join(root, 'src', 'features'), { recursive: true })
    .map((name) => `src/features/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .filter((path) => /^export const \w+ = decider</m.test(readFileSync(join(root, path), 'utf8')))
    .sort()
    .map((path) => ({ path, specs: specsAbout(path) }))
    .map(({ path, specs }) => ({ mutated: [path], specs: specs.length > 0 ? specs : [`${dirname(path)}/decider.unit.spec.ts`] }));
}

/**
 * [{ files, specs }] of what stands at these paths or below them; of everything without any. `alone` are files that are mutated one by one,
 * each held to its spec: those of types have none, and nothing to be mutated.
 */
export function groupsOf(paths, { together, alone }) {
  const isAsked = (path) => paths.length === 0 || paths.some((wanted) => path.startsWith(wanted));
  const single = alone.map((path) => ({ mutated: [path], specs: specsAbout(path) })).filter(({ specs }) => specs.length > 0);
  return [...deciders(), ...single, ...together]
    .map(({ mutated, specs }) => ({ files: mutated.filter(isAsked), specs }))
    .filter(({ files }) => files.length > 0);
}
