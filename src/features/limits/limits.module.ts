import { Global, Module } from '@nestjs/common';
import { Facts } from '#features/facts/contract';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { PolicyLimits } from './contract.js';
import { LIMIT_ACTIONS, LIMIT_MEASURES, SUBJECTS } from './events.js';
import { limitsGuard } from './guards/limits.guard.js';
import { handlers } from './handlers.js';
import { LimitDesk } from './limit-desk.js';
import * as operations from './operations.js';
import { QUOTA_LEVELS } from './amounts/quota-levels.js';
import { limitsProjection } from './reading/limits.projection.js';
import { LimitsQuery } from './reading/limits.query.js';
import { pricesProjection } from './reading/prices.projection.js';
import { PricesQuery } from './reading/prices.query.js';
import { quotasProjection } from './reading/quotas.projection.js';
import { QuotasQuery } from './reading/quotas.query.js';
import { limitRefusals } from './refusals.js';

registerRefusals(limitRefusals);
const { controllers, providers } = transportsFor(operations, {
  LimitSubject: SUBJECTS,
  LimitMeasure: LIMIT_MEASURES,
  LimitAction: LIMIT_ACTIONS,
  QuotaLevel: QUOTA_LEVELS,
});

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    LimitDesk,
    { provide: PolicyLimits, useExisting: LimitDesk },
    LimitsQuery,
    PricesQuery,
    QuotasQuery,
    provideGuard(limitsGuard, [LimitDesk, Facts]),
    provideProjection(limitsProjection),
    provideProjection(pricesProjection),
    provideProjection(quotasProjection),
  ],
  exports: [PolicyLimits],
})
export class LimitsModule {}
