import { Inject, Injectable } from '@nestjs/common';
import { wantingNames } from '#libs/operations';
import type { z } from 'zod';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';

/** What operators are called, those that were ended among them. A feature is bound to it. */
export abstract class OperatorNames {
  /** By id, of those of this ledger that are known to the list of operators. One question, however many ids. */
  abstract of(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Puts names beside the ids in answers. */
@Injectable()
export class People {
  constructor(@Inject(OperatorNames) private readonly names: OperatorNames) {}

  /** Changes `given`. Two questions at most: who is not of the tenant may have acted there for the deployment. */
  async named(answer: z.ZodType, given: unknown, tenant: string): Promise<void> {
    const wanting = wantingNames(answer, given);
    if (wanting.length === 0) return;
    const names = await this.of(
      tenant,
      wanting.map(({ id }) => id),
    );
    for (const each of wanting) each.name(names.get(each.id) ?? null);
  }

  /** The ids MUST be those of people who acted in the tenant's ledger: of the deployment's people the tenant is told no others. */
  async of(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const asked = [...new Set(ids)].filter((id) => OPERATOR.test(id));
    if (asked.length === 0) return new Map();
    const own = await this.names.of(tenant, asked);
    const rest = asked.filter((id) => !own.has(id));
    if (rest.length === 0 || tenant === DEPLOYMENT_LEDGER) return own;
    return new Map([...own, ...(await this.names.of(DEPLOYMENT_LEDGER, rest))]);
  }
}

/** Everything else that acts is no person. */
const OPERATOR = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
