import type { PolicyCommand, ReleaseRules } from '../commands.js';
import type { PolicyEvent, Quality } from '../events.js';
import type { RevisionStatus } from '../revision-rules.js';

const POLICY = 'gate';
/** Who does what in the stories below, when governance is as strict as it starts. */
export const [AUTHOR, REVIEWER, PUBLISHER] = ['ann', 'rob', 'pat'] as const;

export const GOOD: Quality = { score: 100, isFormatted: true, testsPassed: 3, testsFailed: 0, coverage: 1 };
export const STRICT: ReleaseRules = {
  separationOfDuties: 'enforced',
  minimumQuality: 70,
  isSignatureRequired: false,
  isDossierRequired: false,
};
export const RELAXED: ReleaseRules = { ...STRICT, separationOfDuties: 'relaxed' };

const about = (revision: number) => ({ policy: POLICY, revision, digest: `d${revision}` });
const compiled = (revision: number) => ({
  summary: 'why',
  entrypoint: 'writ/decision',
  digest: `d${revision}`,
  planDigest: `p${revision}`,
  dataDigest: `x${revision}`,
  compiler: 'opa 1',
  quality: GOOD,
  data: {},
});
const sources = { modules: { 'a.rego': 'package writ' }, tests: { 'a_test.rego': 'package writ_test' } };
export const dossierNo = (n: number, against: number | null, ...objections: string[]) => ({
  dossier: `f${n}`,
  envelopeDigest: `v${n}`,
  keyId: 'k0',
  against,
  objections,
});
export const signatureNo = (n: number) => ({ digest: `e${n}`, keyId: `k${n}` });

/** The events of policy `gate`, with what a story does not care about filled in. */
export const told = {
  created: (): PolicyEvent => ({ type: 'PolicyCreated', policy: POLICY, name: 'Gate' }),
  added: (revision: number, more: { by?: string; quality?: Quality | null } = {}): PolicyEvent => ({
    type: 'PolicyRevisionAdded',
    ...about(revision),
    ...compiled(revision),
    ...sources,
    by: AUTHOR,
    ...more,
  }),
  revised: (revision: number, basedOn: number, by: string = AUTHOR): PolicyEvent => ({
    type: 'PolicyDataRevised',
    ...about(revision),
    ...compiled(revision),
    basedOn,
    by,
  }),
  submitted: (revision: number, by: string = AUTHOR): PolicyEvent => ({
    type: 'PolicyRevisionSubmitted',
    ...about(revision),
    by,
    comment: null,
  }),
  approved: (revision: number, by: string = REVIEWER, rules = STRICT): PolicyEvent => {
    const { separationOfDuties } = rules;
    return { type: 'PolicyRevisionApproved', ...about(revision), by, comment: null, separationOfDuties };
  },
  sentBack: (revision: number, by: string = REVIEWER): PolicyEvent => ({
    type: 'PolicyChangesRequested',
    ...about(revision),
    by,
    comment: 'no',
  }),
  signed: (revision: number, n = 1, by: string = AUTHOR): PolicyEvent => {
    const { digest: envelopeDigest, keyId } = signatureNo(n);
    return { type: 'PolicyRevisionSigned', ...about(revision), keyId, envelopeDigest, envelope: { n }, by };
  },
  withDossier: (revision: number, dossier: ReturnType<typeof dossierNo>): PolicyEvent => ({
    type: 'PolicyDossierAttached',
    ...about(revision),
    ...dossier,
    by: AUTHOR,
  }),
  published: (
    revision: number,
    supersedes: number | null = null,
    more: { by?: string; signature?: ReturnType<typeof signatureNo>; rules?: ReleaseRules; dossier?: string } = {},
  ): PolicyEvent => ({
    type: 'PolicyPublished',
    ...about(revision),
    supersedes,
    by: more.by ?? PUBLISHER,
    comment: null,
    separationOfDuties: (more.rules ?? STRICT).separationOfDuties,
    signature: more.signature ?? null,
    dossier: more.dossier ?? null,
  }),
  rolledBack: (revision: number, from: number, signature: ReturnType<typeof signatureNo> | null = null): PolicyEvent => ({
    type: 'PolicyRolledBack',
    ...about(revision),
    from,
    by: PUBLISHER,
    reason: 'bad',
    signature,
  }),
};

/** A revision written, reviewed and published by three people. */
export function released(revision: number, supersedes: number | null = null): PolicyEvent[] {
  return [...approvedDraft(revision), told.published(revision, supersedes)];
}

export function approvedDraft(revision: number): PolicyEvent[] {
  return [told.added(revision), told.submitted(revision), told.approved(revision)];
}

/** How revision 1 comes to stand at each status. */
export const TO_STATUS: Readonly<Record<RevisionStatus, readonly PolicyEvent[]>> = {
  draft: [told.created(), told.added(1)],
  in_review: [told.created(), told.added(1), told.submitted(1)],
  changes_requested: [told.created(), told.added(1), told.submitted(1), told.sentBack(1)],
  approved: [told.created(), ...approvedDraft(1)],
  published: [told.created(), ...released(1)],
  superseded: [told.created(), ...released(1), ...released(2, 1)],
  rolled_back: [told.created(), ...approvedDraft(1), ...released(2), told.published(1, 2), told.rolledBack(2, 1)],
};

/** The commands of policy `gate`, by whoever does them in a strict tenant. */
export const asked = {
  create: (): PolicyCommand => ({ type: 'CreatePolicy', policy: POLICY, name: 'Gate' }),
  add: (n: number, by: string = AUTHOR, quality: Quality = GOOD): PolicyCommand => ({
    type: 'AddPolicyRevision',
    ...compiled(n),
    ...sources,
    quality,
    by,
  }),
  revise: (n: number, basedOn: number, by: string = AUTHOR): PolicyCommand => ({
    type: 'RevisePolicyData',
    ...compiled(n),
    basedOn,
    by,
  }),
  submit: (revision = 1, by: string = AUTHOR): PolicyCommand => ({ type: 'SubmitPolicyRevision', revision, by, comment: null }),
  approve: (revision = 1, by: string = REVIEWER, rules = STRICT): PolicyCommand => ({
    type: 'ApprovePolicyRevision',
    revision,
    by,
    comment: null,
    rules,
  }),
  requestChanges: (revision = 1, by: string = REVIEWER): PolicyCommand => ({
    type: 'RequestPolicyChanges',
    revision,
    by,
    comment: 'no',
  }),
  sign: (revision = 1, n = 1, by: string = AUTHOR): PolicyCommand => {
    const { digest: envelopeDigest, keyId } = signatureNo(n);
    return { type: 'SignPolicyRevision', revision, by, keyId, envelopeDigest, envelope: { n } };
  },
  attach: (revision: number, dossier: ReturnType<typeof dossierNo>): PolicyCommand => ({
    type: 'AttachPolicyDossier',
    revision,
    ...dossier,
    by: AUTHOR,
  }),
  publish: (
    revision = 1,
    supersedes: number | null = null,
    more: { by?: string; rules?: ReleaseRules; isActive?: boolean } = {},
  ): PolicyCommand => ({
    type: 'PublishPolicyRevision',
    revision,
    by: PUBLISHER,
    comment: null,
    rules: STRICT,
    isActive: true,
    supersedes,
    ...more,
  }),
  rollBack: (from = 1): PolicyCommand => ({ type: 'RollBackPolicy', by: PUBLISHER, reason: 'bad', from }),
};
