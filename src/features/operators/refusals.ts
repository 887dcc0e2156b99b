import { refusals } from '#libs/event-sourcing';

export const operatorRefusals = refusals({
  OPERATOR_ALREADY_EXISTS: { kind: 'conflict', says: 'An operator with this id exists.', fix: 'Register another one.' },
  OPERATOR_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such operator.',
    fix: 'See `GET /v1/tenants/{id}/operators`.',
  },
  OPERATOR_ENDED: {
    kind: 'conflict',
    says: 'The operator has been ended, which is for good.',
    fix: 'Register another operator.',
  },
  SIGN_IN_FAILED: {
    kind: 'unauthenticated',
    says: 'The client id, its secret or the refresh token is not good.',
    fix: 'Check the credentials; a refresh token works once, and using it twice revokes the sign-in it came from.',
  },
  SIGN_IN_SLOWED: {
    kind: 'rate-limited',
    says: 'Too many secrets in a row were wrong for this client id from your network, so none is looked at for a while.',
    fix: 'Wait for `Retry-After` seconds, and check the secret before trying again.',
  },
});
export type OperatorRefusalCode = keyof typeof operatorRefusals;
