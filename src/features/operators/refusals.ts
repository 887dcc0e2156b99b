import { refusals } from '#libs/event-sourcing';

export const operatorRefusals = refusals({
  OPERATOR_ALREADY_EXISTS: { kind: 'conflict', says: 'An operator with this id exists.', fix: 'Register another one.' },
  SIGN_IN_FAILED: {
    kind: 'unauthenticated',
    says: 'The client id, its secret or the refresh token is not good.',
    fix: 'Check the credentials; a refresh token works once, and using it twice revokes the sign-in it came from.',
  },
});
export type OperatorRefusalCode = keyof typeof operatorRefusals;
