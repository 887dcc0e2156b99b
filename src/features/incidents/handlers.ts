import { refuse } from '#libs/event-sourcing';
import { madeId } from '#platform/auth/made-secrets';
import { handling } from '#platform/operations/caller';
import { IncidentDesk } from './incident-desk.js';
import {
  AssignIncident,
  CommentOnIncident,
  GetIncident,
  GetQuarantine,
  ListIncidents,
  ReleaseIncident,
  ReopenIncident,
  SetQuarantine,
} from './operations.js';
import { IncidentsQuery } from './reading/incidents.query.js';
import type { IncidentRefusalCode } from './refusals.js';

const NOT_FOUND: IncidentRefusalCode = 'INCIDENT_NOT_FOUND';

/** What carries out each operation. */
export const handlers = [
  handling(GetQuarantine, [IncidentDesk], ({ caller: { principal } }, desk) => desk.rulesOf(principal.tenant)),
  handling(SetQuarantine, [IncidentDesk], ({ input, caller: { principal, context } }, desk) => {
    const { scoring, triggers: given, reason = null } = input;
    // As it is recorded: nothing is left to a default that may be another one tomorrow.
    const triggers = given.map(({ name, on, subject, count, windowSeconds, tools = null, labels = null }) => {
      const id = madeId(context, `trigger ${name}`);
      return { id, name, on, subject, count, windowSeconds, tools, labels };
    });
    const now = new Date().toISOString();
    return desk.setRules(context, { type: 'SetQuarantineRules', scoring, triggers, reason, by: principal.id, now });
  }),
  handling(ListIncidents, [IncidentsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(
    GetIncident,
    [IncidentsQuery],
    async ({ input: { incident }, caller: { principal } }, query) =>
      (await query.find(principal.tenant, incident)) ?? refuse(NOT_FOUND),
  ),
  handling(AssignIncident, [IncidentDesk], async ({ input: { incident, to }, caller: { principal, context } }, desk) => {
    const by = await desk.personOf(principal);
    return desk.handle(context, { type: 'AssignIncident', incident, to: to ?? by.name, by });
  }),
  handling(CommentOnIncident, [IncidentDesk], async ({ input: { incident, comment }, caller: { principal, context } }, desk) =>
    desk.handle(context, { type: 'CommentOnIncident', incident, comment, by: await desk.personOf(principal) }),
  ),
  handling(ReleaseIncident, [IncidentDesk], async ({ input: { incident, reason }, caller: { principal, context } }, desk) =>
    desk.handle(context, { type: 'ReleaseIncident', incident, reason, by: await desk.personOf(principal) }),
  ),
  handling(ReopenIncident, [IncidentDesk], async ({ input: { incident, reason }, caller: { principal, context } }, desk) =>
    desk.handle(context, { type: 'ReopenIncident', incident, reason, by: await desk.personOf(principal) }),
  ),
];
