import { projection, type ReadTable } from '#libs/event-sourcing';
import { limitEvents } from '../events.js';

const TABLE = 'limits_prices';

export const pricesTables = [
  {
    name: TABLE,
    key: ['version'],
    columns: { version: 'bigint', rates: 'json', set_by: 'text', set_at: 'timestamp', position: 'bigint' },
  },
] as const satisfies readonly ReadTable[];

/** One row per list of prices. */
export const pricesProjection = projection(limitEvents, {
  name: 'prices',
  version: 1,
  tables: pricesTables,
  when: {
    PricesSet: ({ version, tools, other }, { actor, at, position }) => [
      { op: 'put', table: TABLE, row: { version, rates: { tools, other }, set_by: actor.id, set_at: at, position } },
    ],
  },
});
