import type { Condition, Refusal } from '#libs/event-sourcing';
import type { RevisionStatement } from '#libs/policy-signing';

export { policyKeyEvents, type PolicyKeyEvent } from './events.js';

/** A tenant's signing keys, all in one stream. */
export const POLICY_KEYS = 'policy-keys/tenant';

/**
 * `signing`: a signature is being recorded; the key MUST be active. `deciding`: a signature that was recorded is looked at
 * again; a retired key is good too. A revoked key never is.
 */
export type SignatureUse = 'signing' | 'deciding';

export interface GoodSignature {
  readonly keyId: string;
  /** Append what rests on the signature with this condition, and no key of the tenant was retired or revoked meanwhile. */
  readonly standing: Condition;
}

/** Whether a policy revision is signed by a key of its tenant, as the ledger has the keys now. */
export abstract class PolicySignatures {
  /**
   * `envelope` is hostile. Refusals name what is wrong, member by member where the signed statement is another one. With `by`
   * only the signature of that key counts: an envelope can carry several, and one of them was recorded.
   */
  abstract verify(
    tenant: string,
    envelope: unknown,
    expected: RevisionStatement,
    use: SignatureUse,
    by?: string,
  ): Promise<GoodSignature | Refusal>;
}
