import { isRefusal, refuse } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { madeId } from '#platform/auth/made-secrets';
import { DEPLOYMENT_LEDGER } from '#platform/auth/principal';
import { handling } from '#platform/operations/caller';
import { type SessionCommand } from './commands.js';
import { CloseSession, GetSession, ListSessions, OpenSession } from './operations.js';
import { type SessionRefusalCode } from './refusals.js';
import { SessionStreams } from './session-streams.js';
import { SessionsQuery } from './sessions.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(OpenSession, [SessionStreams], async ({ input, caller: { principal, context } }, sessions) => {
    const { id = madeId(context, 'session'), tags, parentSessionId: parent = null, inputSessionIds: given = [] } = input;
    const from = parent === null ? given : [parent, ...given];
    const lineage = await sessions.lineage(principal.tenant, id, from);
    if (!lineage) return refuse('TOO_MANY_SESSIONS_BEFORE' satisfies SessionRefusalCode);
    const agent = principal.id;
    const now = new Date().toISOString();
    const command: SessionCommand = { type: 'OpenSession', session: id, agent, tags, parent, lineage, now };
    const done = await sessions.handle(context, id, command);
    return isRefusal(done) ? done : { session: { id, agent }, ledger: lastReceipt(done.receipt) };
  }),
  handling(CloseSession, [SessionStreams], async ({ input: { id }, caller: { principal, context } }, sessions) => {
    const agent = principal.id;
    const done = await sessions.handle(context, id, { type: 'CloseSession', agent });
    return isRefusal(done) ? done : { session: { id, agent }, ledger: lastReceipt(done.receipt) };
  }),
  handling(ListSessions, [SessionsQuery], ({ input, caller: { principal } }, sessions) => sessions.list(principal.tenant, input)),
  // An agent sees its own sessions; to it, another agent's does not exist.
  handling(GetSession, [SessionsQuery], async ({ input: { id }, caller: { principal } }, sessions) => {
    if (principal.tenant === DEPLOYMENT_LEDGER) return refuse('FORBIDDEN', 'sessions belong to tenants');
    const session = await sessions.find(principal.tenant, id);
    const isHidden = principal.kind === 'agent' && session?.agent !== principal.id;
    return session && !isHidden ? session : refuse('SESSION_NOT_FOUND' satisfies SessionRefusalCode);
  }),
];
