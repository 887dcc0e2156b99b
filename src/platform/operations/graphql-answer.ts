import type { z } from 'zod';
import type { AnyOperation, GraphqlField } from '#libs/operations';
import { connectionOf, connectionType } from '#platform/graphql/connections';
import { objectType } from '#platform/graphql/zod-types';
import { valid } from '#platform/http/valid';
import { decodeCursor, pageOf, PageQuery, type Page } from '#platform/http/paging';
import { isPaged, type Members } from './graphql-arguments.js';

interface GraphqlAnswer {
  readonly type: object;
  /** The answer of the operation as the field shows it. `members` is what was asked. */
  shaped(answer: unknown, members: Members): unknown;
}

const connections = new Map<string, new () => object>();

export function graphqlAnswer(operation: AnyOperation, field: GraphqlField): GraphqlAnswer {
  const answer = operation.spec.answer as z.ZodObject;
  if (field.connection !== undefined) {
    const type = connectionNamed(field.connection, field.node ?? field.connection, itemOf(answer));
    const page = isPaged(operation) ? (whole: unknown) => whole as Page<unknown> : pageOfWhole;
    return {
      type,
      shaped: (whole, members) => connectionOf(page(whole, members), { first: 0, after: members.cursor as string }),
    };
  }
  if (field.items !== undefined)
    return { type: [objectType(field.items, itemOf(answer))], shaped: (whole) => (whole as { items: unknown }).items };
  return { type: objectType(field.type as string, answer), shaped: (whole) => whole };
}

function itemOf(page: z.ZodObject): z.ZodObject {
  return (page.shape.items as z.ZodArray<z.ZodObject>).element;
}

/** The connection of that name, as whichever field asks for it first declares it. */
export function connectionNamed(name: string, nodeName: string, node: z.ZodObject): new () => object {
  const known = connections.get(name);
  if (known) return known;
  const made = connectionType(name, objectType(nodeName, node));
  connections.set(name, made);
  return made;
}

interface Placed {
  readonly position: number;
}

/** A list that REST answers whole, cut into pages behind the item at which the page before ended. */
function pageOfWhole(whole: unknown, members: Members): Page<unknown> {
  const { asOf: _, ...paging } = members;
  const { limit, cursor } = valid(PageQuery, paging);
  const placed = inTheirPlaces((whole as { items: readonly Placed[] }).items);
  return pageOf(
    cursor === undefined ? placed : behind(placed, decodeCursor(cursor, 2)),
    limit,
    ({ item }) => item,
    ({ key }) => key,
  );
}

interface Place {
  readonly item: Placed;
  readonly key: readonly [position: number, rank: number];
}

/** A position names one item of one ledger; of several ledgers there may be more, which are told apart by their order. */
function inTheirPlaces(items: readonly Placed[]): Place[] {
  const seen = new Map<number, number>();
  return items.map((item) => {
    const rank = seen.get(item.position) ?? 0;
    seen.set(item.position, rank + 1);
    return { item, key: [item.position, rank] };
  });
}

/** Where the item is gone meanwhile, what has a later position follows. */
function behind(placed: readonly Place[], [position, rank]: readonly (string | number)[]): readonly Place[] {
  const at = placed.findIndex(({ key }) => key[0] === position && key[1] === rank);
  return at < 0 ? placed.filter(({ key }) => key[0] > Number(position)) : placed.slice(at + 1);
}
