import { describe, expect, it } from '@jest/globals';
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
    expect(restRouteOf(command(spec).spec)).toStrictEqual({
      method: 'POST',
      path: 'v1/things/:id/parts/:part',
      parameters: [
        { name: 'id', member: 'thing' },
        { name: 'part', member: 'part' },
      ],
    });
  });

  it('is refused when a parameter has no member, or a member stands twice', () => {
    expect(() => command({ ...said, name: 'x', rest: 'POST /v1/things/:id' })).toThrow(/do not match/);
    const path = z.object({ id: z.string() });
    expect(() => command({ ...said, name: 'x', rest: 'POST /v1/things/:id', path, body: path.default({ id: '' }) })).toThrow(
      /stands twice/,
    );
    expect(() => query({ ...said, name: 'x', rest: 'GET /v1/things/:id', path, query: path })).toThrow(/stands twice/);
  });

  it('is listed where it stands among the exports of its file', () => {
    const Second = query({ ...said, name: 'b', rest: 'GET /v1/b' });
    const First = query({ ...said, name: 'a', rest: 'GET /v1/a' });
    expect(operationsIn({ First, Second, tag: 'things' })).toStrictEqual([Second, First]);
  });

  it('knows the object behind a default or a refinement', () => {
    const object = z.object({ a: z.string().optional() });
    expect(objectIn(object.default({}))).toBe(object);
    expect(Object.keys(objectIn(object.refine(() => true))?.shape ?? {})).toStrictEqual(['a']);
    expect(objectIn(z.union([object, object]))).toBeUndefined();
  });
});
