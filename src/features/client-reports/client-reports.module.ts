import { Module } from '@nestjs/common';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { ClientReports } from './client-reports.js';
import { ClientReportsResolver } from './client-reports.resolver.js';
import { DecisionLog } from './logging/decision-log.js';
import { OpaReportsController } from './opa-reports.controller.js';
import { fabricClientsProjection } from './reading/fabric-clients.projection.js';
import { FabricClientsQuery } from './reading/fabric-clients.query.js';
import { reportedDecisionsProjection } from './reading/reported-decisions.projection.js';
import { ReportedDecisionsQuery } from './reading/reported-decisions.query.js';
import { reportRefusals } from './refusals.js';
import { ReportedDecisionsController } from './reported-decisions.controller.js';

registerRefusals(reportRefusals);

@Module({
  controllers: [OpaReportsController, ReportedDecisionsController],
  providers: [
    DecisionLog,
    ClientReports,
    FabricClientsQuery,
    ReportedDecisionsQuery,
    ClientReportsResolver,
    provideProjection(fabricClientsProjection),
    provideProjection(reportedDecisionsProjection),
  ],
})
export class ClientReportsModule {}
