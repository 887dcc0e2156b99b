import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { RunningWrit } from '#test/support/running-writ';
import { asTheDemoIs, goThrough, PAGES, stepsOf } from './pages.js';
import { TutorialFolder } from './tutorial-folder.js';
import { expectSteps } from './tutorial-page.js';

const WITHIN_MS = 400_000;
/** The first of all pages is gone through first in order, too. */
const TUTORIALS = PAGES.filter((page) => page.startsWith('docs/tutorials/'));

describe('each tutorial alone in a new tenant', () => {
  let writ: RunningWrit;
  const folders: TutorialFolder[] = [];
  const transcripts = new Map<string, string>();

  beforeAll(async () => {
    writ = await RunningWrit.start();
    const owner = await writ.owner();
    for (const page of TUTORIALS) {
      // One of them shows what the tenant is called.
      const tenant = await writ.seedTenant(owner, page.includes('getting-started') ? 'demo' : undefined);
      await asTheDemoIs(tenant);
      const folder = TutorialFolder.of(writ, tenant);
      folders.push(folder);
      transcripts.set(page, await goThrough(page, folder, { npx: false }));
    }
  }, WITHIN_MS);
  afterAll(async () => {
    await writ?.close();
    for (const folder of folders) folder.remove();
  });

  for (const page of TUTORIALS)
    describe(page, () => {
      expectSteps(stepsOf(page), () => transcripts.get(page) ?? '');
    });
});

describe('the tutorial about enforcing in a service', () => {
  it('shows the code that runs', () => {
    const page = readFileSync('docs/tutorials/enforce-in-a-service.md', 'utf8');
    const shown = /^```ts\n([\s\S]*?)^```$/m.exec(page)?.[1];
    expect(shown && readFileSync('clients/examples/refund-service/main.ts', 'utf8').includes(shown)).toBeTruthy();
  });
});
