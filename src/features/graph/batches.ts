import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { operators } from '#libs/operations';
import { checkAccess } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import type { GraphqlContext } from '#platform/graphql/graphql-errors';
import { refuseWith } from '#platform/http/problem-details';
import { bytesOf } from '#platform/http/sizes/answer-budget';
import { People } from '#platform/operations/people';
import { ReadAudit } from '#platform/operations/read-audit';
import { Batch } from './batch.js';

/** As for the lists that the edges lead to. */
const READERS = operators('viewer');

/** Where an edge leads. */
export interface Edge<V> {
  /** Unique; the record of looks calls it so, and has the keys. */
  readonly name: string;
  /** Those of the field that change what is loaded. */
  readonly page?: { readonly limit: number; readonly before: number };
  /** Of what it leads to, for the names of people in it. */
  readonly view: z.ZodType;
  /** What there is of these keys in the tenant; each read as seldom as the database allows. */
  load(tenant: string, keys: readonly string[]): Promise<ReadonlyMap<string, V>>;
}

/** Follows edges for all objects of one answer together. */
@Injectable()
export class Batches {
  private readonly batches = new WeakMap<GraphqlContext, Map<string, Batch<Weighed>>>();

  constructor(
    @Inject(ReadAudit) private readonly audit: ReadAudit,
    @Inject(People) private readonly people: People,
  ) {}

  /** Null for what is not there. */
  async follow<V>(context: GraphqlContext, edge: Edge<V>, key: string | null | undefined): Promise<V | null> {
    if (key === null || key === undefined) return null;
    const known = this.batches.get(context) ?? new Map<string, Batch<Weighed>>();
    this.batches.set(context, known);
    const same = edge.page ? `${edge.name} ${edge.page.limit} ${edge.page.before}` : edge.name;
    const batch = known.get(same) ?? this.begin(context, edge);
    known.set(same, batch);
    const found = await batch.get(key);
    if (!found) return null;
    context.budget.tell(found.bytes);
    return found.value as V;
  }

  private begin<V>(context: GraphqlContext, { name, page, view, load }: Edge<V>): Batch<Weighed> {
    return new Batch<Weighed>(async (keys) => {
      const { tenant } = await this.admitted(context, name, keys, page);
      const found = await context.budget.spentBy(() => load(tenant, keys));
      await this.people.named(z.array(view), [...found.values()], tenant);
      return new Map([...found].map(([key, value]) => [key, { value, bytes: bytesOf(value) }]));
    });
  }

  private async admitted(
    { writ: facts }: GraphqlContext,
    edge: string,
    keys: readonly string[],
    page: Edge<unknown>['page'],
  ): Promise<OperatorPrincipal> {
    const { principal } = facts;
    if (!principal) throw refuseWith('UNAUTHENTICATED');
    checkAccess(READERS, principal);
    await this.audit.noteKeys(principal as OperatorPrincipal, facts, edge, keys, { ...page });
    return principal as OperatorPrincipal;
  }
}

interface Weighed {
  readonly value: unknown;
  readonly bytes: number;
}
