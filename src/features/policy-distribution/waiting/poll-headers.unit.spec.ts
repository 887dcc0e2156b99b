import assert from 'node:assert/strict';
import { it } from 'node:test';
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
  for (const [header, seconds] of cases) assert.equal(waitOf(header), seconds, String(header));
});

it('what a client has already is told by any of the tags it names, strong or weak', () => {
  for (const known of ['"a"', 'W/"a"', '"b", "a"', '*', ' * ', '"b",W/"a"'])
    for (const etag of ['"a"', 'W/"a"']) assert.equal(hasAlready(known, etag), true, `${known} ${etag}`);
  for (const known of [undefined, '', 'a', '"b"', '"ab"', 'W/"b"', '"A"']) assert.equal(hasAlready(known, '"a"'), false, known);
});

it('the name of a revision tells its policy', () => {
  const reference = { id: 'gate-2', revision: 17, digest: 'ab'.repeat(32) };
  assert.equal(bundleRevision(reference), `gate-2@17:${'ab'.repeat(32)}`);
  assert.equal(policyOfRevision(bundleRevision(reference)), 'gate-2');
  for (const name of ['', 'gate', 'gate@x:00', `gate@1:${'AB'.repeat(32)}`, `a b@1:${'ab'.repeat(32)}`])
    assert.equal(policyOfRevision(name), undefined, name);
});
