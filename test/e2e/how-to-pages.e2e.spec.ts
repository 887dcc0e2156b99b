import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { seededChoices } from '#libs/testing';
import { TENANT_ROLES } from '#features/operators/contract';
import { RunningWrit } from '#test/support/running-writ';
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

interface Given {
  readonly commands: string;
  /** Takes it back. */
  readonly after?: string;
}

/** What a page takes for granted: that its reader has been through the one it links to, or has decided something. */
const GIVEN: Readonly<Record<string, Given>> = {
  'ask-what-a-policy-would-have-done': { commands: 'npx writ decide --tool search --arguments "{}"' },
  'require-a-change-dossier': publishedRefunds(),
  'review-and-publish-a-policy': publishedRefunds(),
  'sign-policies': publishedRefunds(),
};

/**
 * All of them in one tenant in an order that is another one each time: none needs what another one leaves, and none is in another's way.
 * Set to what a run printed, this goes through them as it did.
 */
const SEED = Number(process.env['WRIT_PAGES_SEED'] ?? randomInt(2 ** 31));

describe('the how-to pages', () => {
  let writ: RunningWrit;
  let folder: TutorialFolder;
  let tenant: string;
  const transcripts = new Map<string, string>();

  beforeAll(async () => {
    writ = await RunningWrit.start();
    ({ folder, tenant } = await newReader(writ));
  });
  afterAll(async () => {
    await writ?.close();
    folder?.remove();
  });

  async function read(page: string): Promise<void> {
    const given = GIVEN[nameOf(page)];
    const around = given === undefined ? {} : { before: given.commands, after: given.after ?? '' };
    transcripts.set(page, await goThrough(page, folder, { npx: false, tenant, ...around }));
  }

  it('leave out those alone that take what no spec has', () => {
    const blocks = howTos.filter((page) => readFileSync(page, 'utf8').includes('```sh'));
    expect(blocks.filter((page) => !runnable.includes(page)).map(nameOf)).toStrictEqual(SHOWN_ALONE);
    expect(runnable.length).toBeGreaterThanOrEqual(16);
  });

  describe('in an order nobody chose', () => {
    beforeAll(async () => {
      console.info(`WRIT_PAGES_SEED=${SEED}`);
      for (const page of shuffled()) await read(page);
    }, WITHIN_MS);

    for (const page of runnable)
      describe(page, () => {
        expectSteps(stepsOf(page), () => transcripts.get(page) ?? '');
      });
  });
});

function shuffled(): string[] {
  const choose = seededChoices(SEED);
  return runnable
    .toSorted()
    .map((page) => ({ page, place: choose(2 ** 24) }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ page }) => page);
}

function nameOf(page: string): string {
  return page.slice(HOW_TO.length + 1, -'.md'.length);
}

/** As the page about writing a policy has it. */
function publishedRefunds(): Given {
  const [written] = stepsOf(`${HOW_TO}/write-a-policy.md`);
  const commands = `${written?.commands}\nnpx writ policy apply my-policy --id refunds`;
  return { commands, after: 'npx writ policy publish default 1' };
}

/** A tenant as the demo is, with a second person, Bob, who may do what the first one may. */
async function newReader(writ: RunningWrit): Promise<{ folder: TutorialFolder; tenant: string }> {
  const owner = await writ.owner();
  const tenant = await writ.seedTenant(owner);
  await asTheDemoIs(tenant);
  const agent = await writ.registerAgent(tenant.operator, 'demo-agent');
  const folder = TutorialFolder.of(writ, { ...tenant, agent });
  const bob = await writ.registerOperator(owner, tenant.id, TENANT_ROLES, 'Bob');
  folder.addPerson('bob', writ.url, tenant.id, bob);
  folder.addPerson('owner', writ.url, tenant.id, await writ.ownerSecret());
  return { folder, tenant: tenant.id };
}
