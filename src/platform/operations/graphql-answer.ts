import type { z } from 'zod';
import type { AnyOperation, GraphqlField } from '#libs/operations';
import { connectionOf, connectionType } from '#platform/graphql/connections';
import { objectType } from '#platform/graphql/zod-types';
import { valid } from '#platform/http/valid';
import { decodePosition, pageOf, PageQuery, type Page } from '#platform/http/paging';
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

function connectionNamed(name: string, nodeName: string, node: z.ZodObject): new () => object {
  const known = connections.get(name);
  if (known) return known;
  const made = connectionType(name, objectType(nodeName, node));
  connections.set(name, made);
  return made;
}

/** A list that REST answers whole, cut into pages by the position in the ledger that each of its items has. */
function pageOfWhole(whole: unknown, members: Members): Page<unknown> {
  const { limit, cursor } = valid(PageQuery, members);
  const after = cursor === undefined ? 0 : decodePosition(cursor);
  const { items } = whole as { items: { position: number }[] };
  return pageOf(
    items.filter(({ position }) => position > after),
    limit,
    (item) => item,
    ({ position }) => [position],
  );
}
