import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventLine } from './showing/event-line.js';
import { CommandError, EXIT_FAILED, EXIT_NEGATIVE, EXIT_OK } from './exit.js';
import { factsOf } from '../contract/exchange.js';
import { problemFacts, WritProblem } from '../contract/problem.js';
import { errorDocument, errorLines, exitOf } from './showing/problem.js';
import { progress, progressLine } from './showing/progress.js';
import { exitCodeOf } from './commands/run.command.js';
import { RunTally } from './running/run-tally.js';
import { systemReason } from './reading/system-reason.js';
import { readText } from './reading/text-file.js';
import { leftText } from './showing/limit-room.js';
import { writeText } from './writing.js';
import { type Screen, shown, styledVerdict } from './showing/screen.js';
import { pairs, table } from './showing/table.js';

function recordingScreen(more: Partial<Screen> = {}): Screen & { readonly notes: string[]; readonly live: string[] } {
  const notes: string[] = [];
  const live: string[] = [];
  const write = { print: () => undefined, note: (line: string) => notes.push(line), redraw: (text: string) => live.push(text) };
  return { isColoured: false, isLive: false, width: 40, unread: new AbortController().signal, ...write, ...more, notes, live };
}

describe('tables', () => {
  it('align, rule off and total', () => {
    const columns = [{ title: 'tool' }, { title: 'n', align: 'right' as const }];
    expect(
      table(
        columns,
        [
          ['a', '5'],
          ['longer', '10'],
          ['total', '15'],
        ],
        { hasTotal: true },
      ),
    ).toStrictEqual(['tool     n', '------  --', 'a        5', 'longer  10', '------  --', 'total   15']);
  });
  it('of pairs leave out what is not there', () => {
    expect(
      pairs([
        ['a', '1'],
        ['long', undefined],
        ['bb', '2'],
        ['c', ''],
      ]),
    ).toStrictEqual(['a   1', 'bb  2']);
  });
});

const call = (line: number, tool: string): { line: number; session: string; seq: number; tool: string } => ({
  line,
  session: 's',
  seq: line,
  tool,
});

describe('a run tally', () => {
  const tally = new RunTally();
  tally.decided(call(1, 'read'), 'ALLOW', 5);
  tally.outcome(call(1, 'read'), 'succeeded');
  tally.decided(call(2, 'read'), 'ALLOW', 7);
  tally.outcome(call(2, 'read'), 'failed');
  tally.decided(call(3, 'book'), 'REQUIRE_APPROVAL', 6);
  for (const ms of [1, 2, 30]) tally.latency(ms);
  tally.seconds = 2;

  it('shows a row per tool, most calls first, and the speed', () => {
    expect(tally.lines(3, 2)).toStrictEqual([
      'tool   decided  ALLOW  REQUIRE_APPROVAL  succeeded  failed',
      '-----  -------  -----  ----------------  ---------  ------',
      'read         2      2                 0          1       1',
      'book         1      0                 1          0       0',
      '-----  -------  -----  ----------------  ---------  ------',
      'total        3      2                 1          1       1',
      '',
      '3 of 3 calls of 2 sessions decided in 2.0 s: 2 calls/s',
      'decision latency p50 2.0 ms, p99 30.0 ms; 0 retries',
      'last decision at ledger position 7',
    ]);
  });
  it('is one document for scripts', () => {
    expect(tally.document(3, 2)).toStrictEqual({
      calls: 3,
      sessions: 2,
      decided: 3,
      verdicts: { ALLOW: 2, REQUIRE_APPROVAL: 1 },
      outcomes: { succeeded: 1, failed: 1 },
      refused: {},
      refusals: [],
      unanswered: [],
      outcomesUntold: [],
      notSent: [],
      retries: 0,
      seconds: 2,
      callsPerSecond: 1.5,
      latencyMs: { p50: 2, p99: 30, max: 30 },
      lastPosition: 7,
      tools: [
        { tool: 'read', verdicts: { ALLOW: 2 }, outcomes: { succeeded: 1, failed: 1 }, refused: 0 },
        { tool: 'book', verdicts: { REQUIRE_APPROVAL: 1 }, outcomes: {}, refused: 0 },
      ],
    });
  });
  it('gives the exit code: all decided, some refused, some never answered', () => {
    expect(exitCodeOf(tally, 3)).toBe(EXIT_OK);
    expect(exitCodeOf(tally, 4)).toBe(EXIT_FAILED);
    const refused = new RunTally();
    refused.undecided(call(2, 'read'), { code: 'INVALID_INPUT', detail: 'no\u001b[2J' });
    expect(exitCodeOf(refused, 1)).toBe(EXIT_NEGATIVE);
    expect(refused.lines(1, 1)).toContain('refused: INVALID_INPUT 1');
    expect(refused.lines(1, 1)).toContain('line 2: decision refused: INVALID_INPUT: no\ufffd[2J');
    refused.gaveUp = new CommandError('UNREACHABLE', 'gone');
    expect(exitCodeOf(refused, 1)).toBe(EXIT_FAILED);
  });
});

it('a run tally names each line that the ledger does not have as it stands', () => {
  const tally = new RunTally();
  for (const line of [1, 2, 3, 4]) tally.sent(call(line, 'read'));
  tally.decided(call(1, 'read'), 'ALLOW', 1);
  tally.outcomeSent(call(1, 'read'));
  tally.outcomeRefused(call(1, 'read'), { code: 'BODY_TOO_LARGE', detail: 'long' });
  tally.undecided(call(3, 'read'), { code: 'INVALID_INPUT', detail: 'tool' });
  tally.decided(call(4, 'read'), 'ALLOW', 2);
  tally.outcomeSent(call(4, 'read'));
  const lines = [1, 2, 3, 4, 6, 7, 8, 10];
  expect(tally.lines(8, 1, lines).slice(-5)).toStrictEqual([
    'line 1: outcome refused: BODY_TOO_LARGE: long',
    'line 3: decision refused: INVALID_INPUT: tool',
    'sent, but not answered: line 2',
    'decided, but the outcome was not answered: line 4',
    'not sent: lines 6-8, 10',
  ]);
  const { refusals, unanswered, outcomesUntold, notSent } = tally.document(8, 1, lines);
  expect([unanswered, outcomesUntold, notSent]).toStrictEqual([[2], [4], [6, 7, 8, 10]]);
  expect(refusals).toStrictEqual([
    { line: 1, session: 's', seq: 1, tool: 'read', step: 'outcome', code: 'BODY_TOO_LARGE', detail: 'long' },
    { line: 3, session: 's', seq: 3, tool: 'read', step: 'decision', code: 'INVALID_INPUT', detail: 'tool' },
  ]);
});

describe('problems', () => {
  const problemOf = (status: number, body: unknown, requestId: string | null): WritProblem =>
    new WritProblem(problemFacts(status, body, requestId, undefined));
  const body = { code: 'TENANT_MISMATCH', detail: 'not yours', title: 'Forbidden', requestId: 'r-1' };
  it('are one line with the request id, and where the server explains the code', () => {
    const problem = problemOf(403, body, 'ignored');
    const facts = factsOf('https://w/x', new Response(null, { status: 403 }), body, 0);
    expect(errorLines(new WritProblem(facts))).toStrictEqual([
      'TENANT_MISMATCH: not yours (request r-1)',
      'see https://w/x/docs/refusals#TENANT_MISMATCH',
    ]);
    expect(factsOf('https://w', new Response(null, { status: 502 }), '<html>', 0).page).toBeUndefined();
    expect(errorLines(problem)).toStrictEqual(['TENANT_MISMATCH: not yours (request r-1)']);
    expect(errorDocument(problem)).toStrictEqual({
      error: { code: 'TENANT_MISMATCH', detail: 'not yours', status: 403, requestId: 'r-1' },
    });
  });
  it('that are no problem documents are told by status', () => {
    expect(errorLines(problemOf(502, '<html>', null))).toStrictEqual(['HTTP_502: the server answered with status 502']);
  });
  it('are a negative answer up to 499 and a failure from 500 on', () => {
    expect(exitOf(problemOf(409, body, null))).toBe(EXIT_NEGATIVE);
    expect(exitOf(problemOf(503, body, null))).toBe(EXIT_FAILED);
    expect([429, 502, 503, 504, 500, 409].map((status) => problemOf(status, body, null).isTemporary)).toStrictEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('progress', () => {
  it('is a bar on a terminal, cut to its width, and gone at the end', () => {
    const screen = recordingScreen({ isLive: true });
    const bar = progress(screen, 'deciding', 200, () => 0);
    bar.update(50, 'x'.repeat(100));
    bar.end();
    expect(screen.live).toHaveLength(2);
    expect(screen.live[0]?.length).toBe(39);
    expect(screen.live[1]).toBe('');
    expect(progressLine('deciding', 50, 200, '', true)).toBe(`deciding [${'#'.repeat(8)}${'.'.repeat(22)}] 50/200 25%`);
  });
  it('is a plain line now and then elsewhere', () => {
    const screen = recordingScreen();
    let now = 0;
    const bar = progress(screen, 'deciding', 200, () => now);
    for (now = 0; now <= 11_000; now += 500) bar.update(now / 100);
    bar.end();
    expect(screen.notes).toStrictEqual(['deciding 50/200 25%', 'deciding 100/200 50%']);
    expect(screen.live).toStrictEqual([]);
  });
});

describe('text from elsewhere', () => {
  it('cannot steer the terminal', () => {
    expect(shown('a\u001b[2J\n\r\u009b31m\u202eb')).toBe('a\ufffd[2J\ufffd\ufffd\ufffd31m\ufffdb');
    expect(shown({ a: 1 })).toBe('{"a":1}');
    expect(shown(undefined)).toBe('');
    const event = {
      type: 'Decision\u001b]0;x\u0007',
      at: '\u001b',
      stream: '\n',
      actor: 'x',
      data: { verdict: 'DENY\u001b[8m', tool: 't\n' },
    };
    // oxlint-disable-next-line no-control-regex
    expect(eventLine(recordingScreen(), 1, event)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });
  it('is coloured only when wanted', () => {
    expect(styledVerdict(recordingScreen(), 'DENY')).toBe('DENY');
    expect(styledVerdict(recordingScreen({ isColoured: true }), 'DENY')).toBe('\u001b[31mDENY\u001b[39m');
  });
  it('makes one line of an event', () => {
    const event = {
      type: 'DecisionRecorded',
      at: '2026-01-02T03:04:05.678901Z',
      stream: 'session/s',
      actor: { kind: 'agent', id: 'a' },
      data: { verdict: 'DENY', code: 'POLICY_DENIED', input: { tool: 'pay' }, reason: 'r'.repeat(80), arguments: {} },
    };
    expect(eventLine(recordingScreen(), 12, event)).toBe(
      `    12  03:04:05.678  DecisionRecorded  DENY  tool=pay  code=POLICY_DENIED  reason=${'r'.repeat(59)}…  session/s by agent a`,
    );
  });
});

it('what is left of a limit tells when there is more only where something is used', () => {
  const text = (remaining: number, resetSeconds: number) => leftText({ name: 'calls', limit: 20, remaining, resetSeconds });
  expect(text(20, 60)).toBe('calls: 20 of 20 left');
  for (const [seconds, told] of [
    [59.2, '60 s'],
    [119, '119 s'],
    [121, '3 minutes'],
    [7200, '2 hours'],
    [86_401, '25 hours'],
    [172_801, '3 days'],
  ] as const)
    expect(text(19, seconds)).toBe(`calls: 19 of 20 left; what is used begins to be free again within ${told}`);
});

it('a file that cannot be read or written is named once', () => {
  const folder = mkdtempSync(join(tmpdir(), "writ, o'brien-"));
  try {
    for (const path of [join(folder, 'absent'), folder]) {
      const told = thrownBy(() => readText(path));
      expect(told.split(path)).toHaveLength(2);
      expect(told).toMatch(/: (ENOENT: no such file or directory|EISDIR: illegal operation on a directory)$/);
    }
    writeFileSync(join(folder, 'file'), '');
    expect(thrownBy(() => writeText(join(folder, 'file', 'x'), ''))).toMatch(/: (EEXIST|ENOTDIR): [a-z ]+$/);
    expect(systemReason(new Error('odd, open'))).toBe('odd, open');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function thrownBy(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
}
