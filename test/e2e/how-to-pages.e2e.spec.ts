import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
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

/** What a page takes for granted: that its reader has been through the one it links to. */
const GIVEN: Readonly<Record<string, string>> = {
  'require-a-change-dossier': publishedRefunds(),
  'review-and-publish-a-policy': publishedRefunds(),
  'sign-policies': publishedRefunds(),
};

const BACK_TO_THE_DEMOS = 'npx writ policy publish default 1';

/**
 * Twice through all of them in one tenant, so none leaves anything in its own way or in another's. First from the last one to the first, so that
 * none needs one that the README lists before it; then as the README lists them.
 */
const PASSES = ['from the last to the first', 'in order'] as const;

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

  async function read(pass: string, page: string): Promise<void> {
    const given = GIVEN[nameOf(page)];
    const around = given === undefined ? {} : { before: given, after: BACK_TO_THE_DEMOS };
    transcripts.set(`${pass} ${page}`, await goThrough(page, folder, { npx: false, tenant, ...around }));
  }

  it('leave out those alone that take what no spec has', () => {
    const blocks = howTos.filter((page) => readFileSync(page, 'utf8').includes('```sh'));
    expect(blocks.filter((page) => !runnable.includes(page)).map(nameOf)).toStrictEqual(SHOWN_ALONE);
    expect(runnable.length).toBeGreaterThanOrEqual(16);
  });

  for (const pass of PASSES)
    describe(pass, () => {
      beforeAll(async () => {
        for (const page of pass === 'in order' ? inOrder() : inOrder().toReversed()) await read(pass, page);
      }, WITHIN_MS);

      for (const page of runnable)
        describe(page, () => {
          expectSteps(stepsOf(page), () => transcripts.get(`${pass} ${page}`) ?? '');
        });
    });
});

/** As the README lists them, which is the order in which somebody meets them. */
function inOrder(): string[] {
  const readme = readFileSync('README.md', 'utf8');
  return runnable.toSorted((a, b) => readme.indexOf(`(${a})`) - readme.indexOf(`(${b})`));
}

function nameOf(page: string): string {
  return page.slice(HOW_TO.length + 1, -'.md'.length);
}

/** As the page about writing a policy has it. */
function publishedRefunds(): string {
  const [written] = stepsOf(`${HOW_TO}/write-a-policy.md`);
  return `${written?.commands}\nnpx writ policy apply my-policy --id refunds`;
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
