import { z } from 'zod';
import { eventTypes, type EventsOf } from '#libs/event-sourcing';

const operator = z.string();

export const operatorEvents = eventTypes({
  OperatorRegistered: {
    schema: 1,
    says: 'A person or system may sign in with these roles. Only the SHA-256 of the 256-bit random secret is kept.',
    data: z.object({ operator, name: z.string(), roles: z.array(z.string()), secretHash: z.string() }),
  },
  OperatorSecretRotated: {
    schema: 1,
    says: 'The operator signs in with another secret; the old one and all that was signed in with it are good for nothing from here on.',
    data: z.object({ operator, secretHash: z.string() }),
  },
  OperatorRolesChanged: {
    schema: 1,
    says: 'The operator has these roles from the next request on.',
    data: z.object({ operator, roles: z.array(z.string()), reason: z.string() }),
  },
  OperatorEnded: {
    schema: 1,
    says: 'Nothing of this operator is good any more: no secret, no token. It never comes back.',
    data: z.object({ operator, reason: z.string() }),
  },
});

/** In the deployment's own ledger, whosever operator it is. */
export const signInEvents = eventTypes({
  SignInsSlowed: {
    schema: 1,
    says: 'So many secrets in a row were wrong for this client id, from one network, that it is let try only now and then. Who sent them is in the log.',
    data: z.object({ tenant: z.string(), operator, failures: z.number() }),
  },
});
export type SignInEvent = EventsOf<typeof signInEvents>;
export type OperatorEvent = EventsOf<typeof operatorEvents>;
