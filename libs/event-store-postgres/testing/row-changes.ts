import fc from 'fast-check';
import type { RowChange } from '#libs/event-sourcing';

const key = fc.record({ id: fc.constantFrom('a', 'b', '"c"'), part: fc.nat(1) });
const cells = {
  count: fc.option(fc.integer()),
  ratio: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })),
  open: fc.option(fc.boolean()),
  note: fc.option(fc.string({ unit: 'binary' }).map((text) => text.replaceAll('\0', ''))),
  doc: fc.option(fc.jsonValue().filter((value) => value !== null)),
  tags: fc.option(fc.array(fc.constantFrom('x', 'y, {"', 'NULL', ''), { maxLength: 3 })),
};
const some = fc.record(cells, { requiredKeys: [] });
/** Any change of `thingsTable` or `talliesTable` that a projection may make. */
export const anyRowChange: fc.Arbitrary<RowChange> = fc.oneof(
  fc.tuple(key, some).map(([k, row]) => ({ op: 'put' as const, table: 'things', row: { ...k, ...row } as never })),
  fc.tuple(key, some, fc.record({ count: fc.integer({ min: -9, max: 9 }) }, { requiredKeys: [] })).map(([k, set, add]) => ({
    op: 'patch' as const,
    table: 'things',
    key: k,
    set: set as never,
    add: 'count' in set ? {} : add,
  })),
  key.map((k) => ({ op: 'remove' as const, table: 'things', key: k })),
  fc.record({ id: fc.constantFrom('a', '"b"'), day: fc.nat(2) }).chain((k) =>
    fc
      .record({ count: fc.integer({ min: -9, max: 9 }), ratio: fc.integer({ min: -9, max: 9 }) }, { requiredKeys: [] })
      .map((add) => ({
        op: 'count' as const,
        table: 'tallies',
        key: k,
        add: add as { readonly [column: string]: number },
      })),
  ),
);
