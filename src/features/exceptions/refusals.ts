import { refusals } from '#libs/event-sourcing';

export const exceptionRefusals = refusals({
  EXCEPTION_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such exception in your tenant.',
    fix: 'Check the id; `GET /v1/exceptions` lists them.',
  },
  EXCEPTION_NEEDS_ANOTHER_PERSON: {
    kind: 'forbidden',
    says: 'Who asked for an exception does not approve it.',
    fix: 'Another approval admin has to.',
  },
  EXCEPTION_ALREADY_DECIDED: {
    kind: 'conflict',
    says: 'This exception holds already, or is over.',
    fix: 'Look at its state; ask for a new one when it is over.',
  },
  TOO_MANY_EXCEPTIONS: {
    kind: 'conflict',
    says: 'A tenant has at most 500 exceptions that are asked for or hold.',
    fix: 'Revoke some. What is an exception that often is a rule: change the policy.',
  },
});
export type ExceptionRefusalCode = keyof typeof exceptionRefusals;
