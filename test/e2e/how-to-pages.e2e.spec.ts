import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { TENANT_ROLES } from '#features/operators/contract';
import { RunningWrit } from '#test/support/running-writ';
import type { WritClient } from '#test/support/writ-client';
import { asTheDemoIs, BACK_UP, goThrough, PAGES, stepsOf } from './pages.js';
import { TutorialFolder } from './tutorial-folder.js';
import { expectSteps } from './tutorial-page.js';

const HOW_TO = 'docs/how-to';
/** All steps of these take what no spec has: a cluster, a Redis of one's own, an OPA. Others show what they do. */
const SHOWN_ALONE = ['connect-opa', 'deploy', 'run-jobs-on-redis', 'run-on-your-own-postgresql'];
const WITHIN_MS = 600_000;

const howTos = readdirSync(HOW_TO)
  .map((file) => `${HOW_TO}/${file}`)
  .filter((page) => ![BACK_UP, ...PAGES].includes(page));
const runnable = howTos.filter((page) => stepsOf(page).length > 0);

/** What a page takes for granted: that its reader has been through the one it links to. */
const GIVEN: Readonly<Record<string, string>> = {
  'review-and-publish-a-policy': publishedRefunds(),
  'sign-policies': publishedRefunds(),
};

describe('each how-to page alone in a new tenant', () => {
  let writ: RunningWrit;
  let owner: WritClient;
  const folders: TutorialFolder[] = [];
  const transcripts = new Map<string, string>();

  beforeAll(async () => {
    writ = await RunningWrit.start();
    owner = await writ.owner();
    for (const page of runnable) {
      const folder = await newReader(page);
      folders.push(folder);
      transcripts.set(page, await goThrough(page, folder, { npx: false, before: GIVEN[nameOf(page)] ?? '' }));
    }
  }, WITHIN_MS);
  afterAll(async () => {
    await writ?.close();
    for (const folder of folders) folder.remove();
  });

  /** A tenant as the demo is, with a second person, Bob, who may do what the first one may. */
  async function newReader(page: string): Promise<TutorialFolder> {
    const tenant = await writ.seedTenant(owner, page.includes('review-and-publish') ? 'acme' : undefined);
    await asTheDemoIs(tenant);
    const agent = await writ.registerAgent(tenant.operator, 'demo-agent');
    const folder = TutorialFolder.of(writ, { ...tenant, agent });
    folder.addPerson('bob', writ.url, tenant.id, await writ.registerOperator(owner, tenant.id, TENANT_ROLES, 'Bob'));
    folder.addPerson('owner', writ.url, tenant.id, await writ.ownerSecret());
    return folder;
  }

  it('leaves out those alone that take what no spec has', () => {
    const blocks = howTos.filter((page) => readFileSync(page, 'utf8').includes('```sh'));
    expect(blocks.filter((page) => !runnable.includes(page)).map(nameOf)).toStrictEqual(SHOWN_ALONE);
    expect(runnable.length).toBeGreaterThanOrEqual(16);
  });

  for (const page of runnable)
    describe(page, () => {
      expectSteps(stepsOf(page), () => transcripts.get(page) ?? '');
    });
});

function nameOf(page: string): string {
  return page.slice(HOW_TO.length + 1, -'.md'.length);
}

/** As the page about writing a policy has it. */
function publishedRefunds(): string {
  const [written] = stepsOf(`${HOW_TO}/write-a-policy.md`);
  return `${written?.commands}\nnpx writ policy apply my-policy --id refunds`;
}
