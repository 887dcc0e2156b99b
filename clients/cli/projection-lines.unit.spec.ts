import { describe, expect, it } from '@jest/globals';
import type { Outcome, Projection } from './projections/projection-answers.js';
import { outcomeLines, projectionLines } from './projections/projection-lines.js';

const following: Projection = {
  name: 'agents',
  kind: 'list',
  state: 'following',
  position: 9,
  head: 9,
  lagEvents: 0,
  lagSeconds: 0,
  failing: null,
  paused: null,
  run: null,
  lastVerification: null,
  lastRebuild: null,
};
const outcome: Outcome = {
  run: 'r-1',
  result: 'different',
  at: '2026-11-29T08:00:00.000Z',
  position: 9,
  rows: 12,
  live: 'aa',
  rebuilt: 'bb',
  missing: 1,
  extra: 0,
  other: 1,
  written: null,
  examples: [{ table: 'agents_agents', key: '["a\u001B[2J"]', is: 'missing' }],
  detail: null,
};
const lines = (...projections: Projection[]) => projectionLines({ width: 200 }, projections).map((line) => line.trimEnd());

describe('how lists stand', () => {
  it('is a table, and what is the matter stands below with what to do', () => {
    const failing = { position: 7, eventType: 'AgentRegistered', problem: 'no\u001B[1m' };
    const paused = { reason: 'a look', at: '2026-11-29T08:00:00.000Z' };
    const [titles, , ...rest] = lines(
      following,
      { ...following, name: 'tools', state: 'behind', lagEvents: 3, lagSeconds: 4.5 },
      { ...following, name: 'usage', state: 'stopped', failing },
      { ...following, name: 'pins', state: 'paused', paused },
    );
    expect(titles).toMatch(/^name +kind +state +position +lag +rows looked at$/);
    expect(rest.slice(0, 4).map((line) => line.split(/ {2,}/))).toStrictEqual([
      ['agents', 'list', 'following', '9'],
      ['tools', 'list', 'behind', '9', '3 (4.5 s)'],
      ['usage', 'list', 'stopped', '9'],
      ['pins', 'list', 'paused', '9'],
    ]);
    expect(rest.slice(4).join('\n')).toMatch(
      /^\nusage stands before AgentRegistered at 7: no[^]*\nnext: writ projections skip usage --position 7 --reason "…"\n\npins is paused since 2026-11-29 08:00:00Z: a look\nnext: writ projections resume pins$/,
    );
    expect(rest.join('')).not.toContain('\u001B');
  });

  it('has what was found of the rows last, or how far it is', () => {
    const last = (more: Partial<Projection>) =>
      lines({ ...following, ...more })[2]
        ?.split(/ {2,}/)
        .at(-1);
    const later = { ...outcome, at: '2026-11-29T09:00:00.000Z', written: 2 };
    expect(last({ lastVerification: outcome })).toBe('different 2026-11-29 08:00:00Z');
    expect(last({ lastVerification: outcome, lastRebuild: later })).toBe('different, 2 written 2026-11-29 09:00:00Z');
    const run = { id: 'r-2', kind: 'rebuild', done: 30, total: 40 };
    expect(last({ lastVerification: outcome, run })).toBe('rebuild, 75%');
    expect(last({ run: { ...run, total: 0 } })).toBe('rebuild, 0%');
  });
});

describe('what came of looking at rows', () => {
  it('names those that differ, and the way out', () => {
    const told = outcomeLines('agents', outcome);
    expect(told[0]).toBe(
      'agents was not what the ledger says up to position 9: of 12 rows 1 missing, 0 that should not be there, 1 different',
    );
    expect(told.slice(1, 3)).toStrictEqual(['rows     aa', 'ledger   bb']);
    expect(told[3]).toMatch(/^ {2}missing {2}agents_agents \["a/);
    expect(told.join('')).not.toContain('\u001B');
    expect(told.at(-1)).toBe('next: writ projections rebuild agents makes it anew');
    expect(outcomeLines('agents', { ...outcome, written: 2 }).at(-1)).toBe('2 rows were written; it is what the ledger says now');
    expect(outcomeLines('agents', { ...outcome, result: 'same', live: 'bb', examples: [] })).toStrictEqual([
      'agents is what the ledger says up to position 9: 12 rows',
      'rows     bb',
    ]);
  });
});
