import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import type { HistoryFormat, HistoryRow } from './history-row.js';
import { HISTORY_BOUNDS, historyRows } from './read-history.js';

async function read(text: string | Buffer, format: HistoryFormat = 'opa-decision-log', most?: number): Promise<HistoryRow[]> {
  const rows: HistoryRow[] = [];
  for await (const row of historyRows(Buffer.from(text), format, most)) rows.push(row);
  return rows;
}
const fault = (text: string | Buffer, format?: HistoryFormat, most?: number) =>
  read(text, format, most).then(
    (rows) => `read: ${JSON.stringify(rows)}`,
    (error: unknown) => `${(error as Error).name}: ${(error as Error).message}`,
  );
const entry = (members: object) => JSON.stringify({ decision_id: 'd', input: { tool: 'pay' }, ...members });
const ruled = async (members: object) => (await read(entry(members)))[0]?.recorded;

describe('the decision log of an OPA', () => {
  it('has a row for each decision, and none for what else a console says', async () => {
    const lines = [
      '{"level":"info","msg":"Initializing server."}',
      '',
      entry({ timestamp: '2026-01-02T03:04:05Z', result: true }),
    ];
    expect(await read(lines.join('\r\n'))).toStrictEqual([
      {
        decision: 'd',
        at: '2026-01-02T03:04:05Z',
        input: { tool: 'pay' },
        recorded: expect.objectContaining({ verdict: 'ALLOW' }),
        isBare: true,
      },
    ]);
    expect(await read(`\ufeff${entry({})}`)).toHaveLength(1);
  });

  it('takes booleans, objects with allow, and decisions of ours; no result is a no, and nothing else is guessed', async () => {
    for (const [members, verdict] of [
      [{ result: true }, 'ALLOW'],
      [{ result: false }, 'DENY'],
      [{}, 'DENY'],
      [{ result: { allow: true, reasons: [] } }, 'ALLOW'],
      [{ result: { allow: false } }, 'DENY'],
      [{ result: { verdict: 'REQUIRE_APPROVAL', rule: 'r', reason: 'x' } }, 'REQUIRE_APPROVAL'],
      [{ error: { code: 'internal_error' } }, 'DENY'],
    ] as const)
      expectThat(JSON.stringify(members), (await ruled(members))?.verdict).toBe(verdict);
    for (const result of ['yes', 1, null, [], {}, { allow: 'yes' }, { verdict: 'MAYBE' }])
      expectThat(JSON.stringify(result), await ruled({ result })).toBeNull();
  });

  it('has no input where something of it was taken out or put in', async () => {
    for (const members of [{ erased: ['/input/password'] }, { masked: ['/input'] }, { input: undefined }])
      expectThat(JSON.stringify(members), (await read(entry(members)))[0]).not.toHaveProperty('input');
    expect((await read(entry({ erased: ['/result/x'], masked: null })))[0]).toHaveProperty('input');
  });

  it('is read past numbers that nobody keeps, and refused for what means something else to another reader', async () => {
    const metrics = '"metrics":{"timer_ns":1e999},"nd_builtin_cache":{"time.now_ns":{"[]":1700000000123456789}}';
    expect(await read(entry({}).replace('{', `{${metrics},`))).toHaveLength(1);
    const good = `${entry({})}\n`;
    for (const [text, said] of [
      [`${good}{"decision_id":"d","input":{"n":9007199254740993}}`, /^HistoryFault: .*line 2/],
      [`${good}{"decision_id":"d","input":{"n":1e999}}`, /^HistoryFault: .*line 2/],
      [`${good}{"decision_id":"d","input":{"a":1,"a":2}}`, /^HistoryFault: .*line 2/],
      [`${good}{"decision_id":"d","input":{"a":"\\ud800"}}`, /^HistoryFault: .*line 2/],
      [`${good}{"decision_id":"d"`, /^HistoryFault: line 2 is not JSON/],
      [`[${entry({})}]`, /^HistoryFault: line 1 is no entry of a decision log/],
      [`${good}7`, /^HistoryFault: line 2 is no entry/],
      [`${good}{"decision_id":"d","input":${'['.repeat(40)}${']'.repeat(40)}}`, /^HistoryFault: .*line 2/],
      [entry({ input: 'x'.repeat(HISTORY_BOUNDS.line) }), /^HistoryFault: line 1 is longer than 1048576 bytes/],
      [Buffer.from([0x7b, 0xff, 0x7d]), /^HistoryFault: it is not valid UTF-8/],
    ] as const)
      expectThat(String(text).slice(0, 120), await fault(text)).toMatch(said);
    expect(await fault(good.repeat(4), 'opa-decision-log', 3)).toBe('HistoryFault: it has more than 3 rows');
    expect(await fault(good.repeat(3), 'opa-decision-log', 3)).toMatch(/^read/);
  });
});

describe('a table of inputs', () => {
  const table = async (text: string) => (await read(text, 'csv')).map(({ input }) => input);

  it('has paths for columns, and JSON in cells where it looks so', async () => {
    expect(
      await read('@decision,@at,@verdict,tool,agent.id,arguments.amount\r\nd-1,2026,DENY,"pay, twice",a,5\r\n,,,x,,\n', 'csv'),
    ).toStrictEqual([
      {
        decision: 'd-1',
        at: '2026',
        input: { tool: 'pay, twice', agent: { id: 'a' }, arguments: { amount: 5 } },
        recorded: expect.objectContaining({ verdict: 'DENY' }),
        isBare: true,
      },
      { decision: 'row-2', at: '', input: { tool: 'x' }, recorded: null, isBare: true },
    ]);
    expect(await table('a,b,c,d,e\n007,1e3,true,"[1,""x""]",-')).toStrictEqual([
      { a: '007', b: 1000, c: true, d: [1, 'x'], e: '-' },
    ]);
    expect(await table('\ufeffa,b\n"two\nlines","say ""hi"""\n\n')).toStrictEqual([{ a: 'two\nlines', b: 'say "hi"' }]);
    expect(await table('constructor.name,toString\nx,y')).toStrictEqual([{ constructor: { name: 'x' }, toString: 'y' }]);
  });

  it('is refused where it says two things, or cannot be read in one way', async () => {
    for (const [text, said] of [
      ['a,a\n1,2', /two columns are called a$/],
      ['a,a.b\n1,2', /a is a column, and a\.b is in it$/],
      ['__proto__.x\n1', /a column cannot be called "__proto__\.x"/],
      ['a,,b\n1,2,3', /a column cannot be called ""/],
      ['a..b\n1', /a column cannot be called/],
      ['@other\n1', /a column cannot be called/],
      [`${'a.'.repeat(20)}a\n1`, /a column cannot be called/],
      ['a,b\n1', /row 1 has 1 cells, and the first row names 2/],
      ['a\n"1', /a quote is never closed/],
      ['a\nx"1"', /a quote stands in the middle/],
      ['a\n"1"x', /something stands behind the quotes/],
      ['a\n9007199254740993', /row 1: a/],
      ['a\n{x', /row 1: a is not JSON/],
      ['@verdict,a\nMAYBE,1', /row 1: @verdict is none of ALLOW, DENY/],
      [`a\n${'x'.repeat(65_537)}`, /row 1: a is longer than 65536 characters/],
      [Array.from({ length: 201 }, (_, n) => `c${n}`).join(','), /more than 200 columns/],
    ] as const)
      expectThat(text.slice(0, 80), await fault(text, 'csv')).toMatch(said);
  });
});
