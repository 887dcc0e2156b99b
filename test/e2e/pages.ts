import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { publishRevision, type SeededTenant } from '#test/support/running-writ';
import type { TutorialFolder } from './tutorial-folder.js';
import { readSteps, scriptOf, type Step } from './tutorial-page.js';

const DEFAULT_POLICY = 'src/features/demo/default-policy';
const PAGE_WITHIN_MS = 150_000;

/** What a new reader goes through, in this order. */
export const PAGES = [
  'README.md',
  'docs/tutorials/getting-started.md',
  'docs/tutorials/oversee-an-agent.md',
  'docs/tutorials/enforce-in-a-service.md',
  'docs/how-to/write-a-policy.md',
] as const;

/** Stops and starts what it is about. */
export const BACK_UP = 'docs/how-to/back-up.md';
/** `npx` looks for the command at every call, which takes most of the time. */
export const QUICK_NPX = 'npx() { shift; node node_modules/.bin/writ "$@"; }\n';

export function stepsOf(page: string): Step[] {
  return readSteps(page).filter((step) => !step.isStart);
}

interface Going {
  /** Whether commands are looked up as a reader's are. */
  readonly npx: boolean;
  /** Commands for what the page takes for granted. */
  readonly before?: string;
  /** And for taking that back. */
  readonly after?: string;
  /** What the page calls acme. */
  readonly tenant?: string;
}

/** Goes through a page in a shell of its own, and gives back all it printed. */
export async function goThrough(
  page: string,
  folder: TutorialFolder,
  { npx, before = '', after = '', tenant = 'acme' }: Going,
): Promise<string> {
  const quick = npx ? '' : QUICK_NPX;
  const script = scriptOf(stepsOf(page))
    .replace('PORT=7430', `PORT=${await freePort()}`)
    .replace('--tenant acme', `--tenant ${tenant}`);
  // Whatever step it ends at, the service it started goes with it.
  return folder.run(`trap '[ -z "$!" ] || kill -9 $! 2> /dev/null' EXIT\n${quick}${before}\n${script}\n${after}`, PAGE_WITHIN_MS);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** The policy comes with its tests, without which nothing is published there. */
export async function asTheDemoIs({ operator }: SeededTenant): Promise<void> {
  const shipped = (file: string) => readFileSync(`${DEFAULT_POLICY}/${file}`, 'utf8');
  await operator.post('/v1/policies', { id: 'default', name: 'Default policy' });
  await operator.post('/v1/policies/default/revisions', {
    modules: { 'policy.rego': shipped('policy.rego'), 'policy_test.rego': shipped('policy_test.rego') },
    data: JSON.parse(shipped('data.json')),
    summary: 'as in the demo tenant',
  });
  await publishRevision(operator, 'default', 1);
  await operator.post('/v1/policy-governance', { minimumQuality: 70, reason: 'as in the demo tenant' });
}
