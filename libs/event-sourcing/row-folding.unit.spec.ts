import { describe, expect, it } from '@jest/globals';
import type { ReadTable, Row, RowChange } from './read-model.js';
import { foldChanges, type FoldedChange } from './row-folding.js';

const things: ReadTable = { name: 'things', key: ['id'], columns: { id: 'text', seen: 'integer?', last: 'text?' } };
const pairs: ReadTable = { name: 'pairs', key: ['one', 'other'], columns: { one: 'text', other: 'text', seen: 'integer' } };
const key = { id: 'a' };
const put = (row: Row): RowChange => ({ op: 'put', table: 'things', row: { ...key, ...row } });
const patch = (set: Row | undefined, add?: Record<string, number>): RowChange => ({
  op: 'patch',
  table: 'things',
  key,
  ...(set && { set }),
  ...(add && { add }),
});
const count = (add: Record<string, number>): RowChange => ({ op: 'count', table: 'things', key, add });
const remove: RowChange = { op: 'remove', table: 'things', key };
const comesTo = (...changes: RowChange[]): FoldedChange | undefined => foldChanges([things], changes).get('things')?.get('a');

describe('what comes to one row', () => {
  it('is the last that was put, with what was patched since', () => {
    expect(comesTo(put({ seen: 1 }), put({ last: 'x' }))).toStrictEqual({ op: 'put', row: { id: 'a', last: 'x' } });
    expect(comesTo(remove, put({ seen: 1 }))).toStrictEqual({ op: 'put', row: { id: 'a', seen: 1 } });
    expect(comesTo(patch({ seen: 7 }), put({ seen: 1 }))).toStrictEqual({ op: 'put', row: { id: 'a', seen: 1 } });
    expect(comesTo(put({ seen: 1, last: 'x' }), patch({ last: 'y' }, { seen: 2 }))).toStrictEqual({
      op: 'put',
      row: { id: 'a', seen: 3, last: 'y' },
    });
    expect(comesTo(put({ seen: null }), patch(undefined, { seen: 2 }))).toStrictEqual({ op: 'put', row: { id: 'a', seen: 2 } });
    expect(comesTo(put({}), patch({ seen: 9 }, { seen: 2 }))).toStrictEqual({ op: 'put', row: { id: 'a', seen: 9 } });
  });

  it('is new when the first that was put says so, and nothing was there before', () => {
    const fresh: RowChange = { op: 'put', table: 'things', row: { ...key, seen: 1 }, isNew: true };
    expect(comesTo(fresh, patch({ last: 'y' }))).toStrictEqual({ op: 'put', row: { id: 'a', seen: 1, last: 'y' }, isNew: true });
    expect(comesTo(fresh, put({ seen: 3 }))).toStrictEqual({ op: 'put', row: { id: 'a', seen: 3 }, isNew: true });
    for (const before of [put({}), patch({ seen: 1 }), remove])
      expect(comesTo(before, fresh)).toStrictEqual({ op: 'put', row: { id: 'a', seen: 1 } });
  });

  it('is a removal, after which a patch finds no row', () => {
    for (const before of [put({}), patch({ seen: 1 }), remove])
      expect(comesTo(before, remove, patch({ seen: 1 }))).toStrictEqual({ op: 'remove', key });
  });

  it('is one patch of all that was set and added, in which a column is either', () => {
    expect(comesTo(patch({ last: 'x' }), patch(undefined, { seen: 2 }), patch(undefined, { seen: 3 }))).toStrictEqual({
      op: 'patch',
      key,
      set: { last: 'x' },
      add: { seen: 5 },
    });
    expect(comesTo(patch({ seen: 4 }), patch({ last: 'x' }, { seen: 2 }))).toStrictEqual({
      op: 'patch',
      key,
      set: { seen: 6, last: 'x' },
      add: {},
    });
    expect(comesTo(patch({ seen: null }), patch(undefined, { seen: 2 }))).toMatchObject({ set: { seen: 2 }, add: {} });
    expect(comesTo(patch(undefined, { seen: 2 }), patch({ seen: 1 }))).toStrictEqual({
      op: 'patch',
      key,
      set: { seen: 1 },
      add: {},
    });
  });

  it('leaves the changes as they were', () => {
    const [counted, patched] = [count({ seen: 1 }), patch({ last: 'x' }, { seen: 2 })];
    for (const change of [counted, patched]) comesTo(change, change, change);
    expect([counted, patched]).toStrictEqual([count({ seen: 1 }), patch({ last: 'x' }, { seen: 2 })]);
  });

  it('is what was counted, on top of what was put', () => {
    expect(comesTo(count({ seen: 1 }), count({ seen: 2, last: 3 }))).toStrictEqual({
      op: 'count',
      key,
      add: { seen: 3, last: 3 },
    });
    expect(comesTo(count({ seen: 1 }), count({ last: 3 }))).toStrictEqual({ op: 'count', key, add: { seen: 1, last: 3 } });
    expect(comesTo(put({ seen: 1, last: 'x' }), count({ seen: 2 }))).toStrictEqual({
      op: 'put',
      row: { id: 'a', seen: 3, last: 'x' },
    });
  });

  it('is not both counted and patched or removed', () => {
    expect(() => comesTo(count({ seen: 1 }), patch({ seen: 1 }))).toThrow('rows of things are counted, so they are not patched');
    for (const before of [patch({ seen: 1 }), remove])
      expect(() => comesTo(before, count({ seen: 1 }))).toThrow(
        'rows of things are counted, so they are neither patched nor removed',
      );
  });
});

describe('changes of rows', () => {
  it('stand by table, and by all columns of a key', () => {
    const pair = (one: string, other: string): RowChange => ({ op: 'put', table: 'pairs', row: { one, other, seen: 1 } });
    const folded = foldChanges([things, pairs], [pair('a', 'b'), pair('a,b', ''), pair('a', 'b'), put({})]);
    expect([...folded].map(([name, rows]) => [name, rows.size])).toStrictEqual([
      ['things', 1],
      ['pairs', 2],
    ]);
    const alike = [pair('a', 'b1 c'), pair('a1 b', 'c'), pair('a1', 'b1 c'), pair('', 'a1 b1 c')];
    expect(foldChanges([pairs], alike).get('pairs')?.size).toBe(alike.length);
    const numbered: RowChange = { op: 'put', table: 'things', row: { id: 7 } };
    expect([...(foldChanges([things], [numbered]).get('things')?.keys() ?? [])]).toStrictEqual(['7']);
    expect(foldChanges([things], [])).toStrictEqual(new Map([['things', new Map()]]));
  });

  it('of a table that is not declared are a fault', () => {
    expect(() => foldChanges([pairs], [put({})])).toThrow('the table things is not declared');
  });
});
