import { Global, Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { ClientReports } from './client-reports.js';
import { ReportedTargets } from './contract.js';
import { DecisionLog } from './logging/decision-log.js';
import { OpaReportsController } from './opa-reports.controller.js';
import { handlers } from './handlers.js';
import * as operations from './operations.js';
import { fabricClientsProjection } from './reading/fabric-clients.projection.js';
import { FabricClientsQuery } from './reading/fabric-clients.query.js';
import { reportedDecisionsProjection } from './reading/reported-decisions.projection.js';
import { ReportedDecisionsQuery } from './reading/reported-decisions.query.js';
import { ReportedTargetsQuery } from './reading/reported-targets.query.js';
import { reportRefusals } from './refusals.js';

registerRefusals(reportRefusals);
const { controllers, providers } = transportsFor(operations);

@Global()
@Module({
  controllers: [OpaReportsController, ...controllers],
  providers: [
    ...providers,
    ...handlers,
    DecisionLog,
    ClientReports,
    FabricClientsQuery,
    ReportedDecisionsQuery,
    { provide: ReportedTargets, useClass: ReportedTargetsQuery },
    provideProjection(fabricClientsProjection),
    provideProjection(reportedDecisionsProjection),
  ],
  exports: [ReportedTargets],
})
export class ClientReportsModule {}
