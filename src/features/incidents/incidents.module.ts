import { Module } from '@nestjs/common';
import { Facts } from '#features/facts/contract';
import { provideGuard } from '#libs/nest-decision-guards';
import { provideProjection } from '#libs/nest-event-sourcing';
import { registerRefusals } from '#platform/http/problem-details';
import { transportsFor } from '#platform/operations/transports';
import { quarantineGuard } from './guards/quarantine.guard.js';
import { handlers } from './handlers.js';
import { IncidentDesk } from './incident-desk.js';
import { CAUSE_KINDS, INCIDENT_STATES, SUBJECT_KINDS, TRIGGER_KINDS } from './incident-words.js';
import * as operations from './operations.js';
import { incidentsProjection } from './reading/incidents.projection.js';
import { IncidentsQuery } from './reading/incidents.query.js';
import { incidentRefusals } from './refusals.js';

registerRefusals(incidentRefusals);
const { controllers, providers } = transportsFor(operations, {
  IncidentSubject: SUBJECT_KINDS,
  IncidentState: INCIDENT_STATES,
  IncidentCauseKind: CAUSE_KINDS,
  QuarantineTriggerKind: TRIGGER_KINDS,
});

@Module({
  controllers,
  providers: [
    ...providers,
    ...handlers,
    IncidentDesk,
    IncidentsQuery,
    provideGuard(quarantineGuard, [IncidentDesk, Facts]),
    provideProjection(incidentsProjection),
  ],
})
export class IncidentsModule {}
