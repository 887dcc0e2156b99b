import { refusals } from '#libs/event-sourcing';

export const policyRefusals = refusals({
  POLICY_ALREADY_EXISTS: {
    kind: 'conflict',
    says: 'A policy with this id exists in your tenant.',
    fix: 'Choose another id, or add a revision to the existing policy.',
  },
  POLICY_NOT_FOUND: { kind: 'not-found', says: 'There is no such policy in your tenant.', fix: 'See `GET /v1/policies`.' },
  POLICY_REVISION_NOT_FOUND: { kind: 'not-found', says: 'The policy has no such revision.', fix: 'See `GET /v1/policies/{id}`.' },
  POLICY_TOO_LARGE: {
    kind: 'too-large',
    says: 'Modules and data together are larger than one event of the ledger may be.',
    fix: 'Keep a revision below 900,000 characters; move large data elsewhere.',
  },
  POLICY_INVALID: {
    kind: 'unprocessable',
    says: 'The policy does not check or compile.',
    fix: 'Correct the places named in `errors` (file, row, column).',
  },
  POLICY_COMPILER_UNAVAILABLE: {
    kind: 'unavailable',
    says: 'The Rego compiler cannot be run on this server.',
    fix: 'Install the optional dependency that carries OPA for this platform, or set OPA_BIN.',
  },
});
export type PolicyRefusalCode = keyof typeof policyRefusals;
