import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { expectThat, skipWhen } from '#libs/testing';
import { DecisionSpool, type SpoolOptions } from './spool/decision-spool.js';
import { decideLocally } from './local/local-decision.js';
import { GAP_PATH } from './local/opa-log.js';
import { problemFacts, UnexpectedAnswer, WritProblem, WritUnreachable } from '../contract/problem.js';
import { SpoolInUse } from './spool/spool-lock.js';
import type { SpoolProblem } from './spool/spool-problem.js';
import { ManualClock } from './testing/manual-clock.js';
import { RecordedLog, type LogEntry } from './testing/recorded-log.js';

const home = mkdtempSync(join(tmpdir(), 'writ-upload-'));
afterAll(() => rmSync(home, { recursive: true }));
let folders = 0;
const newFolder = (): string => join(home, String((folders += 1)));

const TRACE = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const refusal = (status: number, retryAfterMs?: number): WritProblem =>
  new WritProblem(problemFacts(status, { code: 'A_CODE' }, null, retryAfterMs));

interface Opened {
  readonly folder: string;
  readonly log: RecordedLog;
  readonly clock: ManualClock;
  readonly told: unknown[];
  readonly spool: DecisionSpool;
  /** Records a denial of this input; gives back its id. */
  record(input: string): Promise<string>;
}

async function open(more: Partial<SpoolOptions> = {}): Promise<Opened> {
  const folder = more.folder ?? newFolder();
  const log = new RecordedLog();
  const clock = new ManualClock();
  const told: unknown[] = [];
  const onProblem = (problem: unknown): number => told.push(problem);
  const spool = await DecisionSpool.open({
    folder,
    client: log,
    app: 'spec',
    instance: 'one',
    clock,
    random: () => 0.5,
    onProblem,
    ...more,
  });
  const record = async (input: string): Promise<string> => {
    const decision = decideLocally(undefined, input, clock.now(), undefined);
    await spool.record(decision, input, TRACE);
    return decision.decisionId;
  };
  return { folder, log, clock, told, spool, record };
}

describe('what is uploaded', () => {
  it("is in the form of OPA's decision log", async () => {
    const { log, spool, record, clock } = await open();
    const id = await record('a question');
    await spool.flush();
    const reason = 'no policy was pulled yet';
    expect(log.decisions).toStrictEqual([
      {
        decision_id: id,
        labels: { id: 'one', app: 'spec' },
        timestamp: new Date(clock.now()).toISOString(),
        path: 'writ/decision',
        input: 'a question',
        result: { verdict: 'DENY', code: 'NO_POLICY', rule: 'writ.no-policy', reason, obligations: [] },
        trace_id: TRACE.traceId,
        span_id: TRACE.spanId,
      },
    ]);
    await spool.close();
  });

  it('leaves the disk once it was acknowledged, and nothing else does', async () => {
    const { log, spool, record, folder } = await open({ segmentBytes: 1 });
    const first = await record('first');
    const second = await record('second');
    log.before = (entries) => {
      if (entries.some(({ decision_id: id }) => id === second)) throw new WritUnreachable('away');
    };
    await expect(spool.flush()).rejects.toThrow(WritUnreachable);
    expect([spool.depth.decisions, [...log.received.keys()]]).toStrictEqual([1, [first]]);
    const [left = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    expect(readFileSync(join(folder, left), 'utf8')).toContain(second);
    await spool.close();
  });

  it('is sent again when the acknowledgement was lost', async () => {
    const { log, spool, record } = await open();
    await record('once');
    log.after = () => {
      throw new WritUnreachable('lost');
    };
    await expect(spool.flush()).rejects.toThrow(WritUnreachable);
    log.after = () => undefined;
    await spool.flush();
    expect([log.requests, log.received.size, spool.depth.decisions]).toStrictEqual([2, 1, 0]);
    await spool.close();
  });

  it('is uploaded every second without being asked to, and after failures less and less often', async () => {
    const { log, spool, record, clock, told } = await open();
    await record('by itself');
    const outcomes = [refusal(503), new WritUnreachable('x'), refusal(401), refusal(429, 7_000), refusal(500), refusal(403)];
    log.before = () => {
      const outcome = outcomes.shift();
      if (outcome) throw outcome;
    };
    const waits = [1_000, 1_000, 2_000, 4_000, 7_000, 16_000, 32_000];
    for (const wait of waits) {
      await clock.sleeper(wait);
      clock.advance(wait);
    }
    await clock.sleeper(1_000);
    expect(clock.waits).toStrictEqual([...waits, 1_000]);
    expect([told.length, log.decisions.length, spool.depth.decisions]).toStrictEqual([6, 1, 0]);
    await spool.close();
  });

  it('goes out at once when somebody flushes, however long the pause is', async () => {
    const { log, spool, record, clock } = await open();
    await record('urgent');
    log.before = () => {
      throw refusal(503, 3_600_000);
    };
    await clock.sleeper(1_000);
    clock.advance(1_000);
    await clock.sleeper(3_600_000);
    log.before = () => undefined;
    await spool.flush();
    expect(log.decisions).toHaveLength(1);
    await spool.close();
  });
});

describe('what Writ refuses to record', () => {
  const bad = (entry: LogEntry): boolean => entry.input === 'poison';

  it('is found, set aside and told as a gap, and everything around it is recorded', async () => {
    for (const status of [400, 413, 422]) {
      const { log, spool, record, told, folder } = await open();
      log.before = (entries) => {
        if (entries.some(bad)) throw refusal(status);
      };
      const ids: string[] = [];
      for (const input of ['a', 'b', 'poison', 'c', 'poison', 'd']) ids.push(await record(input));
      await spool.flush();
      expect(new Set(log.decisions.map(({ decision_id: id }) => id))).toStrictEqual(new Set([0, 1, 3, 5].map((i) => ids[i])));
      expect(log.gaps.map(({ reason, count }) => [reason, count])).toStrictEqual([['refused', 2]]);
      expect([...log.received.values()].some(({ path }) => path === GAP_PATH)).toBe(true);
      expect(told.map((problem) => (problem as SpoolProblem).code)).toStrictEqual(['LOG_REFUSED', 'LOG_REFUSED']);
      const aside = readFileSync(join(folder, 'refused.jsonl'), 'utf8').trim().split('\n');
      expect(aside.map((line) => (JSON.parse(line) as LogEntry).decision_id)).toStrictEqual([ids[2], ids[4]]);
      expect(spool.depth.decisions).toBe(0);
      await spool.close();
    }
  });

  it('is found also when it is refused one by one, and when not all are named at once', async () => {
    const { log, spool, record, told } = await open();
    log.refuse = (entry) => (bad(entry) ? 'poison' : undefined);
    log.mostTold = 2;
    for (const input of ['poison', 'a', 'poison', 'poison', 'b', 'poison', 'poison']) await record(input);
    await spool.flush();
    expect(log.decisions.map(({ input }) => input)).toStrictEqual(['a', 'b']);
    expect([log.missing, told.length, spool.depth.decisions]).toStrictEqual([5, 5, 0]);
    await spool.close();
  });

  it('and what was not taken without a word stays', async () => {
    const { log, spool, record } = await open();
    log.refuse = () => 'no';
    log.mostTold = 0;
    await record('lost?');
    await expect(spool.flush()).rejects.toThrow(UnexpectedAnswer);
    expect(spool.depth.decisions).toBe(1);
    await spool.close();
  });

  it('stays when even the gap is refused', async () => {
    const { log, spool, record } = await open();
    log.before = () => {
      throw refusal(400);
    };
    await record('poison');
    await expect(spool.flush()).rejects.toThrow(WritProblem);
    await expect(spool.flush()).rejects.toThrow(WritProblem);
    log.before = () => undefined;
    await spool.flush();
    expect([log.missing, log.decisions]).toStrictEqual([1, []]);
    await spool.close();
  });
});

describe('the limit', () => {
  it('drops the oldest, says how many, and keeps the newest', async () => {
    const { log, spool, record, told } = await open({ maxBytes: 20_000, segmentBytes: 5_000 });
    const ids: string[] = [];
    for (let i = 0; i < 200; i += 1) ids.push(await record(`number ${i}`));
    const { decisions, dropped, bytes } = spool.depth;
    expectThat(JSON.stringify(spool.depth), bytes <= 20_000 && dropped > 100).toBe(true);
    expect(decisions + dropped).toBe(200);
    expect(told.reduce<number>((sum, problem) => sum + (problem as SpoolProblem).count, 0)).toBe(dropped);
    await spool.flush();
    expect(log.decisions.map(({ decision_id: id }) => id)).toStrictEqual(ids.slice(dropped));
    expect(log.missing).toBe(dropped);
    await spool.close();
  });

  it('holds for what is being uploaded, too: that is not dropped under way', async () => {
    const { log, spool, record } = await open({ maxBytes: 8_000, segmentBytes: 2_000 });
    const first = await record('under way');
    let release = (): void => undefined;
    const isSent = new Promise<void>((resolve) => {
      log.before = () =>
        new Promise((go) => {
          release = go;
          resolve();
        });
    });
    const flushing = spool.flush();
    await isSent;
    for (let i = 0; i < 60; i += 1) await record(`more ${i}`);
    expect(spool.depth.dropped).toBeGreaterThan(0);
    log.before = () => undefined;
    release();
    await flushing;
    await spool.flush();
    expect(log.received.has(first)).toBe(true);
    expect(log.missing).toBe(61 - log.decisions.length);
    await spool.close();
  });
});

describe('the folder of a spool', () => {
  it('is for one process, until that one is gone', async () => {
    const folder = newFolder();
    const { spool } = await open({ folder });
    await expect(open({ folder })).rejects.toThrow(SpoolInUse);
    const program = `
      import { DecisionSpool } from ${JSON.stringify(new URL('./index.js', import.meta.url).href)};
      const client = { sendDecisionLog: async () => undefined };
      try {
        await DecisionSpool.open({ folder: process.argv[1], client, app: 'rival' });
        console.log('open');
      } catch (error) { console.log(error.code); process.exit(); }`;
    const start = () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program, folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return { child, said: once(child.stdout, 'data').then(([data]) => String(data).trim()) };
    };
    expect(await start().said).toBe('SPOOL_IN_USE');
    await spool.close();
    const { child, said } = start();
    expect(await said).toBe('open');
    await expect(open({ folder })).rejects.toThrow(SpoolInUse);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const next = await open({ folder });
    await next.spool.close();
  });

  skipWhen(process.platform === 'win32' && 'Windows has no such modes', it)(
    'and everything in it can be read by its owner alone',
    async () => {
      const { folder, spool, record } = await open();
      await record('secret');
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      for (const name of readdirSync(folder)) expectThat(name, statSync(join(folder, name)).mode & 0o077).toBe(0);
      await spool.close();
    },
  );

  it('takes nothing after it was closed, and lines nobody can read become a gap', async () => {
    const { folder, spool, record } = await open();
    await record('before');
    await spool.close();
    await spool.close();
    await expect(record('after')).rejects.toMatchObject({ code: 'SPOOL_CLOSED' });
    const [segment = ''] = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    const whole = readFileSync(join(folder, segment), 'utf8');
    writeFileSync(join(folder, segment), `\0\0\0\n${whole}{"decision_id":\nnull\n`);
    for (let round = 0; round < 2; round += 1) {
      const next = await open({ folder });
      const codes = next.told.map((problem) => (problem as SpoolProblem).code);
      expectThat('told once', codes).toStrictEqual(round === 0 ? ['SPOOL_DAMAGED'] : []);
      if (round === 1) {
        await next.spool.flush();
        expect([next.log.decisions.length, next.log.gaps.map(({ reason, count }) => [reason, count])]).toStrictEqual([
          1,
          [['damaged', 3]],
        ]);
      }
      await next.spool.close();
    }
  });
});
