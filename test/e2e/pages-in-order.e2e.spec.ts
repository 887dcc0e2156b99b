import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { BACK_UP, freePort, goThrough, PAGES, QUICK_NPX, stepsOf } from './pages.js';
import { TutorialFolder } from './tutorial-folder.js';
import { expectSteps, readSteps, scriptOf, shows, type Step } from './tutorial-page.js';

const READY_WITHIN_MS = 60_000;
const WITHIN_MS = 400_000;
/** Gone through once more, last of all: nothing that any page leaves behind is in its way. */
const AGAIN = 'docs/tutorials/getting-started.md';

describe('the pages in the order a reader goes, on what npm start makes', () => {
  let folder: TutorialFolder;
  let server: ChildProcess;
  let banner = '';
  const transcripts = new Map<string, string>();

  async function start(): Promise<void> {
    const env = { ...folder.env, NODE_ENV: '', DATABASE_URL: '', WRIT_PORT: String(await freePort()) };
    // What `npm start` is, see the first test; npm itself would not pass on the signal that ends it.
    server = spawn(process.execPath, ['scripts/start.mjs'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    banner = await outputUntil(server, 'Ctrl-C', READY_WITHIN_MS);
  }

  async function stop(): Promise<void> {
    if (server.exitCode !== null || server.signalCode !== null) return;
    server.kill('SIGTERM');
    await once(server, 'exit');
  }

  /** Its blocks are for a Writ that runs, for one that is stopped twice, and for one that runs again. */
  async function backUp(): Promise<string> {
    const [before, ...steps] = stepsOf(BACK_UP);
    const [save, restore, compare] = steps;
    assert(before && save && restore && compare && steps.length === 3);
    const run = (...some: Step[]) => folder.run(QUICK_NPX + scriptOf(some), READY_WITHIN_MS);
    const parts = [await run(before)];
    await stop();
    parts.push(await run(save), await run(restore));
    await start();
    parts.push(await run(compare));
    return parts.map((part, index) => part.replaceAll(/^@@(begin|end) 0/gm, `@@$1 ${index}`)).join('');
  }

  async function cleanUp(): Promise<void> {
    await stop();
    folder.remove();
  }

  beforeAll(async () => {
    folder = new TutorialFolder();
    try {
      await start();
      for (const page of PAGES) transcripts.set(page, await goThrough(page, folder, { npx: page === 'README.md' }));
      transcripts.set('again', await goThrough(AGAIN, folder, { npx: false }));
      transcripts.set(BACK_UP, await backUp());
    } catch (error) {
      // The runner leaves `after` out when this fails.
      await cleanUp();
      throw error;
    }
  }, WITHIN_MS);

  afterAll(cleanUp);

  it('starts Writ with the command they show', () => {
    const starts = PAGES.flatMap(readSteps).filter((step) => step.isStart);
    expect(starts.map((step) => step.commands.split(/\s+#|\n/)[0])).toStrictEqual(['npm start', 'npm start']);
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(scripts.start).toBe('node scripts/start.mjs');
    for (const line of starts.flatMap((step) => step.expected))
      expectThat(`${line}\nis not in\n${banner}`, shows(banner, line)).toBe(true);
  });

  for (const page of PAGES)
    describe(page, () => {
      it('has steps that show something', () => {
        expect(stepsOf(page).length).toBeGreaterThanOrEqual(5);
        expect(
          stepsOf(page)
            .filter((step) => step.exit !== undefined && step.expected.length === 0)
            .map((step) => step.line),
        ).toStrictEqual([]);
      });

      expectSteps(stepsOf(page), () => transcripts.get(page) ?? '');
    });

  describe(`${BACK_UP}, on what all of them left`, () => {
    expectSteps(stepsOf(BACK_UP), () => transcripts.get(BACK_UP) ?? '');
  });

  describe(`${AGAIN}, again`, () => {
    expectSteps(stepsOf(AGAIN), () => transcripts.get('again') ?? '');
  });
});

function outputUntil(child: ChildProcess, wanted: string, withinMs: number): Promise<string> {
  return new Promise((resolved, rejected) => {
    let output = '';
    const fail = (why: string) => {
      clearTimeout(timer);
      rejected(new Error(`${why}:\n${output}`));
    };
    const timer = setTimeout(() => fail('not ready in time'), withinMs);
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes(wanted)) return;
      clearTimeout(timer);
      resolved(output);
    });
    child.once('exit', () => fail('ended before it was ready'));
  });
}
