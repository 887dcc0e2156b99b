import { refusals } from '#libs/event-sourcing';

export const policyKeyRefusals = refusals({
  POLICY_KEY_INVALID: {
    kind: 'invalid',
    says: 'This is no public key that policy revisions can be signed with.',
    fix: 'Send one PEM block PUBLIC KEY with an Ed25519 or a P-256 key; `writ policy keys generate` makes one.',
  },
  POLICY_KEY_ALREADY_REGISTERED: {
    kind: 'conflict',
    says: 'This key is or was registered in your tenant.',
    fix: 'See `GET /v1/policy-keys`; a key that was retired or revoked never comes back, so make another one.',
  },
  POLICY_KEY_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such signing key in your tenant.',
    fix: 'See `GET /v1/policy-keys`.',
  },
  TOO_MANY_POLICY_KEYS: {
    kind: 'conflict',
    says: 'As many signing keys are registered as may be at a time.',
    fix: 'Revoke keys whose signatures are no longer needed.',
  },
  POLICY_SIGNATURE_INVALID: {
    kind: 'unprocessable',
    says: 'The envelope does not sign this policy revision.',
    fix: 'Sign the revision again with `writ policy sign`; `detail` says what differs.',
  },
  POLICY_KEY_UNKNOWN: {
    kind: 'unprocessable',
    says: 'The envelope is signed with no key of your tenant.',
    fix: 'Register the public key first, or sign with one of those in `GET /v1/policy-keys`.',
  },
  POLICY_KEY_RETIRED: {
    kind: 'conflict',
    says: 'The key was retired: what it signed before stays good, and it signs nothing more.',
    fix: 'Use the key that replaced it, named in `GET /v1/policy-keys`.',
  },
  POLICY_KEY_REVOKED: {
    kind: 'conflict',
    says: 'The key was revoked: no signature by it counts.',
    fix: 'Sign with another key.',
  },
});
export type PolicyKeyRefusalCode = keyof typeof policyKeyRefusals;
