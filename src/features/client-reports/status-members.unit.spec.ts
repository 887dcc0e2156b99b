import { expect, it } from '@jest/globals';
import { parseJson } from '#libs/exact-json';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { membersIn } from './status-members.js';

const bounds = { depth: 8, tokens: 1_000 };
const members = (text: string) => membersIn(Buffer.from(text), ['labels', 'bundles'], bounds);
/** A generated value has such a member now and then: it is refused as in every body. */
const namesProto = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.entries(value).some(([name, member]) => name === '__proto__' || namesProto(member));

it('the members with these names are taken as JSON.parse has them, wherever they stand', () => {
  const name = fc.constantFrom('labels', 'bundles', 'metrics', 'label', 'a"b', '');
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.jsonValue({ maxDepth: 3 }))), fc.constantFrom('', ' ', '\r\n'), (list, blank) => {
      const parts = list.map(([key, value]) => `${blank}${JSON.stringify(key)}${blank}:${blank}${JSON.stringify(value)}${blank}`);
      const text = `${blank}{${parts.join(',')}}${blank}`;
      const isTwice = ['labels', 'bundles', 'a"b'].some((taken) => list.filter(([key]) => key === taken).length > 1);
      if (isTwice) return expect(() => members(text)).toThrow(/twice/);
      const { labels, bundles } = parseJson(text) as Record<string, unknown>;
      const wanted = { ...(labels !== undefined && { labels }), ...(bundles !== undefined && { bundles }) };
      if (namesProto(wanted)) return expect(() => members(text)).toThrow(/__proto__/);
      expect(members(text)).toStrictEqual(wanted);
    }),
    // Found by a run with another seed.
    { examples: [[[['labels', parseJson('{"__proto__":null}')]], '']] },
  );
});

it('a name is the same name however it is written', () => {
  expect(() => members('{"labels":{},"metrics":1,"l\\u0061bels":{}}')).toThrow(/"labels" twice/);
  expect(members('{"l\\u0061bels":{"id":"x"},"metrics":1}')).toStrictEqual({ labels: { id: 'x' } });
});

it('the others are stepped over, whatever is in them', () => {
  const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  expect(members(`{"metrics":${deep},"labels":{"id":"x"},"big":18446744073709552000}`)).toStrictEqual({ labels: { id: 'x' } });
});

it('what is taken is held to the bounds, and the whole is an object', () => {
  const cases: [string, RegExp][] = [
    [`{"labels":${'['.repeat(8)}${']'.repeat(8)}}`, /deeper than 8/],
    [`{"labels":[${'"",'.repeat(1_000)}0]}`, /too many parts/],
    ['{"labels":{}', /not a JSON object/],
    ['{"labels":}', /not JSON/],
    ['{"labels":{}} x', /not a JSON object/],
    ['{"labels":{}]', /not a JSON object/],
    [`{${'"a":1,'.repeat(1_001)}"b":2}`, /at most 1000 members/],
    ['nonsense', /not JSON/],
  ];
  for (const [text, says] of cases) expectThat(text.slice(0, 30), () => members(text)).toThrow(says);
  expect(members('[]')).toStrictEqual([]);
});
