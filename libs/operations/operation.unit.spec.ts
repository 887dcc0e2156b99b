import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { command, objectIn, operationsIn, operators, query, restRouteOf } from './index.js';

const said = { id: 'things.do', tag: 'things', says: 'Does it', access: operators('admin'), answer: z.object({}) } as const;

describe('a declaration', () => {
  it('pairs the parameters of its route with the members of its path, in order', () => {
    const spec = {
      ...said,
      name: 'x',
      rest: 'POST /v1/things/:id/parts/:part',
      path: z.object({ thing: z.string(), part: z.string() }),
    } as const;
    assert.deepEqual(restRouteOf(command(spec).spec), {
      method: 'POST',
      path: 'v1/things/:id/parts/:part',
      parameters: [
        { name: 'id', member: 'thing' },
        { name: 'part', member: 'part' },
      ],
    });
  });

  it('is refused when a parameter has no member, or a member stands twice', () => {
    assert.throws(() => command({ ...said, name: 'x', rest: 'POST /v1/things/:id' }), /do not match/);
    const path = z.object({ id: z.string() });
    assert.throws(
      () => command({ ...said, name: 'x', rest: 'POST /v1/things/:id', path, body: path.default({ id: '' }) }),
      /stands twice/,
    );
    assert.throws(() => query({ ...said, name: 'x', rest: 'GET /v1/things/:id', path, query: path }), /stands twice/);
  });

  it('is listed where it stands among the exports of its file', () => {
    const Second = query({ ...said, name: 'b', rest: 'GET /v1/b' });
    const First = query({ ...said, name: 'a', rest: 'GET /v1/a' });
    assert.deepEqual(operationsIn({ First, Second, tag: 'things' }), [Second, First]);
  });

  it('knows the object behind a default or a refinement', () => {
    const object = z.object({ a: z.string().optional() });
    assert.equal(objectIn(object.default({})), object);
    assert.deepEqual(Object.keys(objectIn(object.refine(() => true))?.shape ?? {}), ['a']);
    assert.equal(objectIn(z.union([object, object])), undefined);
  });
});
