import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { DecisionSpool, type SpoolOptions } from './decision-spool.js';
import { decideLocally, type LocalDecision } from '../local/local-decision.js';
import { WritUnreachable } from '../../contract/problem.js';
import { DiskFiles } from './spool-files.js';
import { SpoolProblem } from './spool-problem.js';
import { CrashingFiles } from '../testing/crashing-files.js';
import { FaultyFiles } from '../testing/faulty-files.js';
import { ManualClock } from '../testing/manual-clock.js';
import { RecordedLog } from '../testing/recorded-log.js';

const home = mkdtempSync(join(tmpdir(), 'writ-spool-'));
afterAll(() => rmSync(home, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(home, String((folders += 1)));

const opened = (folder: string, log: RecordedLog, more: Partial<SpoolOptions> = {}): Promise<DecisionSpool> =>
  DecisionSpool.open({ folder, client: log, app: 'spec', clock: new ManualClock(), ...more });
const decided = (input: string): LocalDecision => decideLocally(undefined, input, 0, undefined);
const segmentsOf = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
const idsOf = (text: string): string[] => [...text.matchAll(/"decision_id":"([^"]+)"/g)].map((match) => match[1] as string);

const AT_ONCE = 16;

/** Records one by one and gives back what was answered; stops when the process is dead. */
async function recordAll(spool: DecisionSpool, inputs: readonly string[], answered: string[]): Promise<void> {
  for (const input of inputs) {
    const decision = decided(input);
    await spool.record(decision, input);
    answered.push(decision.decisionId);
  }
}

describe('a spool cut off at any byte', () => {
  it('gives back every whole line, and tells of the one that is not', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 12 }).filter((value) => value.isWellFormed());
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { minLength: 1, maxLength: 3 }),
        fc.array(text, { minLength: 1, maxLength: 3 }),
        cutEverywhere,
      ),
      { numRuns: 2 },
    );
  });
});

async function cutEverywhere(before: readonly string[], last: readonly string[]): Promise<void> {
  const folder = newFolder();
  for (const inputs of [before, last]) {
    const spool = await opened(folder, new RecordedLog());
    await recordAll(spool, inputs, []);
    await spool.close();
  }
  const [earlier = '', newest = ''] = segmentsOf(folder);
  const whole = readFileSync(join(folder, newest));
  const kept = idsOf(readFileSync(join(folder, earlier), 'utf8'));
  const cutAt = async (bytes: number): Promise<void> => {
    const cut = newFolder();
    await DiskFiles.in(cut);
    writeFileSync(join(cut, earlier), readFileSync(join(folder, earlier)));
    writeFileSync(join(cut, newest), whole.subarray(0, bytes));
    const end = whole.subarray(0, bytes).lastIndexOf('\n') + 1;
    const log = new RecordedLog();
    const told: unknown[] = [];
    const spool = await opened(cut, log, { onProblem: (problem) => told.push(problem) });
    const expected = [...kept, ...idsOf(whole.toString('utf8', 0, end))];
    expect(spool.depth.decisions).toBe(expected.length);
    await spool.flush();
    expectThat(`cut at ${bytes}`, [[...log.received.keys()], segmentsOf(cut)]).toStrictEqual([expected, []]);
    const problems = told.map((problem) => (problem instanceof SpoolProblem ? [problem.code, problem.count] : problem));
    expectThat(`cut at ${bytes}`, problems).toStrictEqual(end === bytes ? [] : [['SPOOL_TRUNCATED', bytes - end]]);
    await spool.close();
    rmSync(cut, { recursive: true });
  };
  for (let bytes = 0; bytes <= whole.length; bytes += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, whole.length + 1 - bytes) }, (_, i) => cutAt(bytes + i)));
}

interface Story {
  /** Lengths of the inputs recorded between two attempts to upload. */
  readonly rounds: readonly (readonly number[])[];
  /** Whether Writ answers the n-th request; it does when this is over. */
  readonly answers: readonly boolean[];
  readonly diesAt: number;
  readonly share: number;
}

/** Small, so that a few decisions are more than fits. */
const LIMITS = { segmentBytes: 1_500, maxBytes: 6_000 };
const story = fc.record({
  rounds: fc.array(fc.array(fc.nat(900), { maxLength: 8 }), { minLength: 1, maxLength: 6 }),
  answers: fc.array(fc.boolean(), { maxLength: 12 }),
  diesAt: fc.integer({ min: 1, max: 90 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
});

interface Ended {
  readonly log: RecordedLog;
  readonly attempted: number;
  readonly answered: readonly string[];
  readonly dropped: number;
}

/** Plays the story until the process dies or it is over, then lets another process finish the work. */
async function play({ rounds, answers, diesAt, share }: Story): Promise<Ended> {
  const folder = newFolder();
  const log = new RecordedLog();
  log.before = () => {
    if (answers[log.requests - 1] === false) throw new WritUnreachable('away');
  };
  const files = new CrashingFiles(await DiskFiles.in(folder), diesAt, share);
  const answered: string[] = [];
  let attempted = 0;
  const first = await opened(folder, log, { ...LIMITS, files });
  for (const round of rounds) {
    const inputs = round.map((length) => 'x'.repeat(length));
    attempted += inputs.length;
    const decisions = inputs.map((input) => ({ input, decision: decided(input) }));
    const settled = await Promise.allSettled(decisions.map(({ decision, input }) => first.record(decision, input)));
    for (const [i, { status }] of settled.entries()) if (status === 'fulfilled') answered.push(decisions[i]!.decision.decisionId);
    await first.flush().catch(() => undefined);
  }
  const { dropped } = first.depth;
  await first.close().catch(() => undefined);
  log.before = () => undefined;
  const second = await opened(folder, log, LIMITS);
  await second.flush();
  expect([second.depth, segmentsOf(folder)]).toStrictEqual([{ decisions: 0, bytes: 0, dropped: 0 }, []]);
  await second.close();
  return { log, attempted, answered, dropped };
}

const missingFrom = ({ log, answered }: Ended): string[] => answered.filter((id) => !log.received.has(id));

describe('a spool that dies at any moment', () => {
  it('loses nothing that was answered without saying how much', async () => {
    let drops = 0;
    let crashes = 0;
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const ended = await play(told);
        const unanswered = ended.attempted - ended.answered.length;
        const missing = missingFrom(ended).length;
        expectThat(`${missing} are missing, the log says ${ended.log.missing}`, ended.log.missing).toBeGreaterThanOrEqual(
          missing,
        );
        // What nobody got an answer for may have been dropped, too, when it was on disk already.
        const absent = ended.attempted - ended.log.decisions.length;
        expectThat(`${absent} are absent, the log says ${ended.log.missing}`, ended.log.missing).toBeLessThanOrEqual(absent);
        drops += ended.log.missing;
        crashes += unanswered > 0 ? 1 : 0;
      }),
      { numRuns: 200 },
    );
    expectThat(`${drops} dropped, ${crashes} crashes while recording`, drops > 100 && crashes > 50).toBe(true);
  });

  it('that lives has everything that was answered in the log or in the exact count of what is missing', async () => {
    let drops = 0;
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const ended = await play({ ...told, diesAt: Number.POSITIVE_INFINITY });
        expect(ended.answered).toHaveLength(ended.attempted);
        expect([ended.log.missing, ended.dropped]).toStrictEqual([missingFrom(ended).length, missingFrom(ended).length]);
        expect(ended.log.decisions).toHaveLength(ended.attempted - ended.log.missing);
        drops += ended.dropped;
      }),
      { numRuns: 100 },
    );
    expectThat(`${drops} dropped`, drops).toBeGreaterThan(50);
  });
});

describe('a spool on a disk that fails', () => {
  const fault = fc.record({ share: fc.double({ min: 0, max: 1, noNaN: true }), canCut: fc.boolean() });
  const rounds = fc.array(fc.array(fc.nat(300), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 });

  it('refuses what it could not write, and keeps everything else whole', async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(rounds, fc.array(fc.option(fault, { nil: undefined }), { maxLength: 12 }), async (given, faults) => {
        const folder = newFolder();
        const log = new RecordedLog();
        const files = new FaultyFiles(await DiskFiles.in(folder), faults);
        const spool = await opened(folder, log, { files });
        const answered: string[] = [];
        for (const round of given) {
          const inputs = round.map((length) => 'y'.repeat(length));
          const outcomes = await Promise.allSettled(inputs.map((input) => recordAll(spool, [input], answered)));
          refused += outcomes.filter(({ status }) => status === 'rejected').length;
        }
        await spool.flush();
        expect([...log.received.keys()].sort()).toStrictEqual(answered.toSorted());
        expect([spool.depth.decisions, log.gaps]).toStrictEqual([0, []]);
        await spool.close();
      }),
      { numRuns: 100 },
    );
    expectThat(`${refused} refused`, refused).toBeGreaterThan(50);
  });

  it('in the background keeps what was answered until it can be written', async () => {
    const folder = newFolder();
    const log = new RecordedLog();
    const clock = new ManualClock();
    const told: unknown[] = [];
    const files = new FaultyFiles(await DiskFiles.in(folder), [
      { share: 0.5, canCut: false },
      { share: 1, canCut: true },
    ]);
    const onProblem = (problem: unknown): number => told.push(problem);
    const spool = await opened(folder, log, {
      files,
      clock,
      onProblem,
      durability: 'background',
      random: () => 0.5,
      uploadEveryMs: 60_000,
    });
    const answered: string[] = [];
    await recordAll(spool, ['a', 'b'], answered);
    expectThat('answered before anything was written', spool.depth.decisions).toBe(2);
    for (const wait of [1_000, 2_000]) {
      await clock.sleeper(wait);
      clock.advance(wait);
    }
    await spool.flush();
    expect([...log.received.keys()]).toStrictEqual(answered);
    expect(told.map((problem) => (problem as SpoolProblem).code)).toStrictEqual(['SPOOL_NOT_WRITTEN', 'SPOOL_NOT_WRITTEN']);
    await spool.close();
  });
});
