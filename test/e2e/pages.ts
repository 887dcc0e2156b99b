import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { TutorialFolder } from './tutorial-folder.js';
import { readSteps, scriptOf } from './tutorial-page.js';

const PAGE_WITHIN_MS = 150_000;

/** What a new reader goes through, in this order. */
export const PAGES = [
  'README.md',
  'docs/tutorials/getting-started.md',
  'docs/tutorials/oversee-an-agent.md',
  'docs/tutorials/enforce-in-a-service.md',
  'docs/how-to/write-a-policy.md',
] as const;

export function stepsOf(page: string): ReturnType<typeof readSteps> {
  return readSteps(page).filter((step) => !step.isStart);
}

/** Goes through a page in a shell of its own, and gives back all it printed. `npx` looks for the command at every call, which takes most of the time. */
export async function goThrough(page: string, folder: TutorialFolder, { npx }: { readonly npx: boolean }): Promise<string> {
  const quick = npx ? '' : 'npx() { shift; node node_modules/.bin/writ "$@"; }\n';
  const script = scriptOf(stepsOf(page)).replace('PORT=7430', `PORT=${await freePort()}`);
  // Whatever step it ends at, the service it started goes with it.
  return folder.run(`trap '[ -z "$!" ] || kill -9 $! 2> /dev/null' EXIT\n${quick}${script}`, PAGE_WITHIN_MS);
}

export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
