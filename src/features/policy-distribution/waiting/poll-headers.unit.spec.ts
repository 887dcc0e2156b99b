import { expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { bundleRevision, policyOfRevision } from '../bundling/bundle-revision.js';
import { hasAlready, waitOf } from './poll-headers.js';

it('how long a client wants to wait is read as HTTP and as OPA write it', () => {
  const cases: [string | string[] | undefined, number][] = [
    [undefined, 0],
    ['', 0],
    ['wait=10', 10],
    ['wait="10"', 10],
    ['Wait = 7', 7],
    ['respond-async, wait=10', 10],
    ['modes=snapshot,delta;wait=30', 30],
    ['modes=snapshot,delta', 0],
    ['wait=99999', 60],
    ['wait=0', 0],
    ['wait=-1', 0],
    ['wait=1.5', 0],
    ['wait=x', 0],
    ['await=9', 0],
    ['wait=9s', 0],
    [['a=b', 'wait=5'], 5],
  ];
  for (const [header, seconds] of cases) expectThat(String(header), waitOf(header)).toBe(seconds);
});

it('what a client has already is told by any of the tags it names, strong or weak', () => {
  for (const known of ['"a"', 'W/"a"', '"b", "a"', '*', ' * ', '"b",W/"a"'])
    for (const etag of ['"a"', 'W/"a"']) expectThat(`${known} ${etag}`, hasAlready(known, etag)).toBe(true);
  for (const known of [undefined, '', 'a', '"b"', '"ab"', 'W/"b"', '"A"'])
    expectThat(known, hasAlready(known, '"a"')).toBe(false);
});

it('the name of a revision tells its policy', () => {
  const reference = { id: 'gate-2', revision: 17, digest: 'ab'.repeat(32) };
  expect(bundleRevision(reference)).toBe(`gate-2@17:${'ab'.repeat(32)}`);
  expect(policyOfRevision(bundleRevision(reference))).toBe('gate-2');
  for (const name of ['', 'gate', 'gate@x:00', `gate@1:${'AB'.repeat(32)}`, `a b@1:${'ab'.repeat(32)}`])
    expectThat(name, policyOfRevision(name)).toBeUndefined();
});
