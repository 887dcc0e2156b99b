import { describe, expect, it } from '@jest/globals';
import { listLines } from './nouns/list-lines.js';

const ID = '0198c2a4-7e1b-7000-8000-000000000000';
const more = (options: string): string => `writ x list ${options}`;
const lines = (noun: string, items: readonly object[], rest: object = {}) => listLines(noun, { items, ...rest }, more, 400) ?? [];

describe('a list', () => {
  it('begins with the id, has times to the second, numbers to the right and names beside ids', () => {
    const agent = {
      name: 'Mailer',
      registeredAt: '2026-01-02T03:04:05.678901Z',
      registeredBy: ID,
      registeredByName: 'Ada',
      id: 'mailer',
    };
    const keys = [
      { keyId: 'a', revokedAt: null },
      { keyId: 'b', revokedAt: '2026-01-02T03:04:05Z' },
    ];
    const [titles, , row] = lines('agents', [{ ...agent, labels: { team: 'post', env: 'prod' }, keys }]);
    expect(titles?.split(/ {2,}/)).toStrictEqual(['id', 'name', 'labels', 'keys', 'registeredAt', 'registeredBy']);
    expect(row).toBe(`mailer  Mailer  team=post, env=prod  1 good, 1 ended  2026-01-02 03:04:05Z  Ada (${ID})`);
    const session = { id: 's-1', agent: 'a', openedAt: '2026-01-02T03:04:05Z', decisions: 12, allowed: 3, tags: [] };
    expect(lines('sessions', [session, { ...session, id: 's-2', decisions: 3 }]).map((line) => line.slice(-18))).toStrictEqual([
      'decisions  allowed',
      '---------  -------',
      '       12        3',
      '        3        3',
    ]);
  });

  it('has no column of JSON: a part of what has parts, or nothing', () => {
    const decision = {
      decisionId: ID,
      sessionId: 's-1',
      agent: 'a',
      tool: 'pay',
      arguments: { amount: 1 },
      verdict: 'DENY',
      code: 'POLICY_DENIED',
      rule: 'r'.repeat(60),
      policy: { id: 'refunds', revision: 3, digest: 'd' },
      obligations: [{ type: 'x' }],
      outcome: { status: 'refused', at: '2026-01-02T03:04:05Z' },
      ledger: { position: 7, recordedAt: '2026-01-02T03:04:05.1Z', digest: 'd' },
    };
    const [titles = '', , row = ''] = lines('decisions', [decision, { ...decision, policy: null, outcome: null }]);
    expect(titles.split(/ +/)).toStrictEqual('decisionId at agent tool verdict code rule outcome sessionId policy'.split(' '));
    expect(row).toContain(`${ID}  2026-01-02 03:04:05Z  a      pay   DENY     POLICY_DENIED  ${'r'.repeat(39)}…  refused  s-1`);
    expect(row.endsWith('refunds@3')).toBe(true);
    expect(
      lines('things', [{ id: 'a', tree: { deep: { er: 1 } }, list: [1, { a: 2 }], many: { a: 1, b: 'x' }, is: true }]),
    ).toStrictEqual(['id  many      is', '--  --------  ---', 'a   a=1, b=x  yes']);
  });

  it('has of a text of several lines the first one', () => {
    const rego = 'package mine\n\nviolation contains "a" if input.failed\n';
    expect(lines('invariants', [{ name: 'mine', rego, says: 'one line\n' }]).at(-1)).toBe('mine  package mine …  one line');
  });

  it('says who acted, by name where the page tells it, and whom a pin is for', () => {
    const event = { position: 1, at: '2026-01-02T03:04:05Z', type: 'X', stream: 's', actor: { kind: 'user', id: 'op-1' } };
    const agent = { ...event, actor: { kind: 'agent', id: '__proto__' } };
    const rows = lines('ledger', [event, agent], { people: { 'op-1': 'Ada' } });
    expect(rows.slice(2).map((row) => row.split(/ {2,}/).at(-1))).toStrictEqual(['Ada (op-1)', 'agent __proto__']);
    const pins = [{ agent: 'a' }, { label: { name: 'team', value: 'post' } }].map((selector) => ({ pin: 'p', selector }));
    expect(lines('pins', pins).slice(2)).toStrictEqual(['p    agent=a', 'p    label team=post']);
  });

  it('tells how to get more', () => {
    expect(lines('things', [{ name: 'x', id: 'a' }], { nextCursor: 'abc' })).toStrictEqual([
      'id  name',
      '--  ----',
      'a   x',
      '1 shown, there are more: writ x list --cursor abc',
    ]);
    expect(
      lines('ledger', [{ position: 1, at: '2026-01-02T03:04:05Z', actor: { kind: 'user', id: ID } }], { nextFrom: 2 }).at(-1),
    ).toBe('1 shown, there are more: writ x list --from 2');
  });

  it('cannot steer the terminal, and is none where the answer is none', () => {
    const [, , row] = lines('__proto__', [{ id: 'a\u001b[2J', byName: 'x', labels: { 'k\n': '\u202e' } }]);
    expect(row).toBe('a\ufffd[2J  x       k\ufffd=\ufffd');
    expect(lines('x', [])).toStrictEqual(['none']);
    for (const answer of [{}, [], 'x', null, { items: [1] }]) expect(listLines('x', answer, more, 80)).toBeUndefined();
  });
});
