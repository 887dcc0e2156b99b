import { Global, Module } from '@nestjs/common';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { PERIODS, UNDER_WAY } from '#libs/facts';
import { CountValues, Facts } from './contract.js';
import { FactDesk } from './fact-desk.js';
import { factsGuard } from './guards/facts.guard.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { factsProjection } from './reading/facts.projection.js';
import { FactsQuery } from './reading/facts.query.js';
import { factRefusals } from './refusals.js';

registerRefusals(factRefusals);
const { controllers, providers } = transportsFor(operations, { FactUnderWay: UNDER_WAY, FactPeriod: PERIODS });

@Global()
@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    FactDesk,
    FactsQuery,
    { provide: Facts, useExisting: FactDesk },
    { provide: CountValues, useExisting: FactsQuery },
    provideGuard(factsGuard, [FactDesk]),
    provideProjection(factsProjection),
  ],
  exports: [Facts, CountValues],
})
export class FactsModule {}
