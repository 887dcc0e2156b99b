import { reaction, runAt } from '#libs/event-sourcing';
import { exceptionEvents } from '../events.js';
import { AGREED_WITHIN_MS } from '../exception-times.js';

export const EXPIRE_EXCEPTIONS = 'expire-exceptions';

const expiring = (tenant: string, exception: string, at: number) => ({
  job: EXPIRE_EXCEPTIONS,
  ...runAt(`${tenant}/${exception}`, at),
});

/** An exception is looked at again when its time is over, and a request for one when nobody agreed to it for long. */
export const expireWhenTimed = reaction(exceptionEvents, {
  name: 'exceptions-expire',
  when: {
    ExceptionRequested: ({ exception }, { tenant, at }) => expiring(tenant, exception, Date.parse(at) + AGREED_WITHIN_MS),
    ExceptionApproved: ({ exception, expiresAt }, { tenant }) => expiring(tenant, exception, Date.parse(expiresAt)),
  },
});
