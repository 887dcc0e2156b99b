import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { answerLines } from './nouns/answer-lines.js';
import { detailLines } from './nouns/detail-lines.js';
import { DONE_SENTENCES } from './nouns/done-sentences.js';
import { NOUNS } from './nouns/noun-names.js';
import { servedOperations } from './running/operation-call.js';
import { table } from './showing/table.js';

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
}
const contract = JSON.parse(readFileSync('docs/reference/api/openapi.json', 'utf8')) as {
  readonly paths: Readonly<
    Record<
      string,
      Record<string, { operationId: string; responses: Record<string, { content?: Record<string, { schema: Schema }> }> }>
    >
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};
const membersOf = ({ $ref, properties }: Schema): Readonly<Record<string, Schema>> =>
  ($ref === undefined ? properties : contract.components.schemas[$ref.split('/').at(-1) ?? '']?.properties) ?? {};
const answers = new Map(
  Object.values(contract.paths)
    .flatMap((item) => Object.values(item))
    .map(({ operationId, responses }) => {
      const content = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1].content;
      return [operationId, membersOf(content?.['application/json']?.schema ?? {})];
    }),
);
const told = (id: string, given: Readonly<Record<string, string>>, answer: unknown): string[] =>
  answerLines({ id, noun: '', given, answer, width: 80, more: () => '' });
const ID = '0198c2a4-7e1b-7000-8000-000000000000';

describe('what was done', () => {
  it('has a sentence for everything that a noun does, and fills it from what is asked and answered', () => {
    const done = servedOperations().filter(
      ({ id, method }) =>
        method !== 'GET' &&
        id !== 'decisions.decide' &&
        id !== 'invariants.check' &&
        (Object.values(NOUNS) as string[]).includes(id.slice(0, id.indexOf('.'))),
    );
    expect(Object.keys(DONE_SENTENCES).sort()).toStrictEqual(done.map(({ id }) => id).sort());
    for (const { id, members } of done) {
      const { says, next = '' } = DONE_SENTENCES[id] ?? { says: '' };
      for (const [, path = ''] of `${says} ${next}`.matchAll(/\{([\w.]+)\}/g)) {
        if (path === 'writ') continue;
        const [name = '', inner] = path.split('.');
        const found = answers.get(id)?.[name];
        expectThat(
          `${id}: ${path}`,
          inner === undefined ? Boolean(found) || members.has(name) : inner in membersOf(found ?? {}),
        ).toBe(true);
      }
    }
  });

  it('is told with its position, what is shown once, and what comes next', () => {
    const ledger = { position: 7, digest: 'd', chain: 'c', recordedAt: '2026-01-02T03:04:05Z' };
    const agent = { id: 'mailer', name: 'Mailer', labels: { team: 'post' } };
    expect(told('agents.register', { name: 'Mailer' }, { agent, key: 'wrk_a_1', keyId: 'k1', ledger })).toStrictEqual([
      'registered agent mailer; recorded at position 7',
      'key    wrk_a_1',
      'keyId  k1',
      'next: keep the key, it is shown this once; WRIT_AGENT_KEY=<key> writ decide --tool <tool> asks with it',
    ]);
    expect(told('exceptions.request', {}, { id: ID, expiresAt: null, ledger })).toStrictEqual([
      `asked for exception ${ID}, which lets nothing pass yet; recorded at position 7`,
      `next: somebody else, with the role approval_admin: writ exceptions approve ${ID}`,
    ]);
    expect(told('exceptions.revoke', {}, { id: ID, expiresAt: null, ledger: null })).toStrictEqual([
      `revoked exception ${ID}, in effect with the next decision; it was so already, and nothing was recorded`,
    ]);
    expect(told('tools.remove', { name: 'a\u001b' }, { version: 3, changed: ['a'], ledger })).toStrictEqual([
      'removed tool a\ufffd; the catalogue is at version 3; recorded at position 7',
      'changed  a',
    ]);
    expect(told('facts.declare', { name: 'x; y' }, { name: 'x; y', ledger }).at(-1)).toBe("next: writ facts values 'x; y'");
  });
});

describe('one thing', () => {
  it('is rows of names and values, then its parts; what somebody wrote is as it was written', () => {
    const approval = {
      id: ID,
      state: 'pending',
      askedBy: 'op-1',
      askedByName: 'Ada',
      expiresAt: '2026-01-02T03:04:05.678Z',
      nothing: null,
      none: [],
      isOpen: true,
      roles: ['a', 'b'],
      policy: { id: 'p', revision: 3 },
      arguments: { amount: 420, to: { name: 'x' } },
      history: [{ step: 'asked', at: '2026-01-02T03:04:05Z', by: 'op-1', byName: 'Ada' }],
      ledger: { position: 7, digest: 'd', chain: 'c', recordedAt: '2026-01-02T03:04:05Z' },
    };
    expect(detailLines(approval, 80)).toStrictEqual([
      `id         ${ID}`,
      'state      pending',
      'askedBy    Ada (op-1)',
      'expiresAt  2026-01-02 03:04:05Z',
      'isOpen     yes',
      'roles      a, b',
      'policy     id p, revision 3',
      'ledger     position 7, 2026-01-02 03:04:05Z, chain c',
      '',
      'arguments',
      '  {',
      '    "amount": 420,',
      '    "to": {',
      '      "name": "x"',
      '    }',
      '  }',
      '',
      'history',
      '  step   at                    by',
      '  -----  --------------------  ----------',
      '  asked  2026-01-02 03:04:05Z  Ada (op-1)',
    ]);
  });

  it('cannot steer the terminal, whatever it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // oxlint-disable-next-line no-control-regex
        for (const line of detailLines(value, 80)) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

describe('a table', () => {
  const columns = ['id', 'name', 'says'].map((title) => ({ title }));
  it('that is too wide goes on below, its last column by words', () => {
    expect(table(columns, [[ID, 'Ada', 'a reason of five words']], { width: 80 })).toStrictEqual([
      'id                                    name  says',
      '------------------------------------  ----  ----------------------',
      `${ID}  Ada   a reason of five words`,
    ]);
    expect(table(columns, [[ID, 'Ada', 'a reason that has so many words that it needs more']], { width: 70 })).toStrictEqual([
      'id                                    name  says',
      `${'-'.repeat(36)}  ----  ${'-'.repeat(26)}`,
      `${ID}  Ada   a reason that has so many`,
      `${' '.repeat(44)}words that it needs more`,
    ]);
    expect(table(columns, [[ID, `Ada (${ID})`, ID]], { width: 79 })).toStrictEqual([
      'id',
      '  name',
      '  says',
      '-'.repeat(36),
      ID,
      `  Ada (${ID})`,
      `  ${ID}`,
    ]);
  });

  it('fits, loses no word, and cuts none', () => {
    const word = fc.string({ minLength: 1, maxLength: 20, unit: fc.constantFrom('a', 'b', '-') });
    const cell = fc.array(word, { maxLength: 8 }).map((words) => words.join(' '));
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 4, maxLength: 4 }), { maxLength: 4 }),
        fc.integer({ min: 22, max: 90 }),
        (rows, width) => {
          const four = ['one', 'two', 'three', 'four'].map((title) => ({ title }));
          const lines = table(four, rows, { width });
          for (const line of lines) expectThat(line, line.length <= width).toBe(true);
          const words = (texts: readonly string[]): string[] =>
            texts
              .flatMap((text) => text.split(' '))
              .filter((text) => text !== '' && !/^-+$/.test(text))
              .sort();
          expect(words(lines)).toStrictEqual(words(['one two three four', ...rows.flat()]));
        },
      ),
    );
  });
});
