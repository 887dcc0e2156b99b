import { handling } from '#platform/operations/caller';
import { madeId } from '#platform/auth/made-secrets';
import { ExceptionDesk } from './exception-desk.js';
import { ApproveException, ListExceptions, RequestException, RevokeException } from './operations.js';
import { ExceptionsQuery } from './reading/exceptions.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(ListExceptions, [ExceptionsQuery], ({ input, caller: { principal } }, query) => query.list(principal.tenant, input)),
  handling(RequestException, [ExceptionDesk], ({ input, caller: { principal, context } }, desk) => {
    const { session, agent, tool, rule = null, seconds, uses = null, reason } = input;
    const parts = Object.entries({ session, agent, tool }).filter(([, value]) => value !== undefined);
    return desk.handle(context, {
      type: 'RequestException',
      exception: madeId(context, 'exception'),
      scope: Object.fromEntries(parts),
      rule,
      seconds,
      uses,
      reason,
      by: principal.id,
      now: new Date().toISOString(),
    });
  }),
  handling(ApproveException, [ExceptionDesk], ({ input: { exception }, caller: { principal, context } }, desk) =>
    desk.handle(context, { type: 'ApproveException', exception, by: principal.id, now: new Date().toISOString() }),
  ),
  handling(RevokeException, [ExceptionDesk], ({ input: { exception, reason }, caller: { principal, context } }, desk) =>
    desk.handle(context, { type: 'RevokeException', exception, by: principal.id, reason }),
  ),
];
