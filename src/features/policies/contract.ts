import type { ActivePolicy } from '#features/controls/contract';
import type { AppendReceipt, CommandContext, Condition, Json, Refusal } from '#libs/event-sourcing';
import type { PolicyRevisionSummary, PolicyView } from './answers.js';
import type { Quality } from './events.js';
import type { AttachedDossier } from './revision-rules.js';

export { PolicyRevisionSummary, PolicyRevisionView, PolicyView } from './answers.js';
export { AddPolicyRevisionRequest, AnyJson, DEFAULT_ENTRYPOINT, PolicyId, RevisionInBody, RevisionNumber } from './commands.js';
export { policyEvents, type PolicyEvent } from './events.js';
export type { AttachedDossier } from './revision-rules.js';
export {
  AddPolicyRevision,
  ApprovePolicyRevision,
  CreatePolicy,
  PublishPolicyRevision,
  SubmitPolicyRevision,
} from './operations.js';

/** A compiled policy ready to evaluate. */
export interface UsablePolicy {
  /** The value of the policy's entrypoint; undefined when it is undefined. Throws when the evaluation fails. */
  evaluate(input: Json): Json | undefined;
  /** The same evaluation, told rule by rule. Never throws: a failing policy explains its failure. */
  explain(input: Json): Json;
}

/** Compiled policies by content. */
export abstract class PolicyPlans {
  /** Rejects with PolicyUnusableError when plan, data or signature is missing or is not what its digest says. */
  abstract load(tenant: string, policy: ActivePolicy): Promise<UsablePolicy>;
  /** Why a policy answered as it did; null when its plan is no longer usable. */
  abstract explain(tenant: string, policy: ActivePolicy, input: Json): Promise<Json>;
  /** A stored plan, data document, source or envelope; rejects with PolicyUnusableError when it is not what its digest says. */
  abstract bytes(tenant: string, digest: string): Promise<Buffer>;
  /** A name for the engine as this process has it: another one as soon as its code is another. */
  abstract engine(): Promise<string>;
}

/** A policy as somebody writes it, tests among the modules. */
export interface PolicyDraft {
  readonly modules: Readonly<Record<string, string>>;
  readonly data: Json;
  readonly entrypoint: string;
}

/** Policies that are no revision: compiled as one would be, and kept by their content. */
export abstract class PolicyDrafts {
  /** The draft by content, as revision 0 of a policy named `draft`; refused when it does not check or compile. */
  abstract keep(tenant: string, draft: PolicyDraft): Promise<ActivePolicy | Refusal>;
}

export class PolicyUnusableError extends Error {
  override readonly name = 'PolicyUnusableError';
}

/** A tool that is run in a process of its own: a module, what it is asked and what it answers, both JSON. See `toolIn`. */
export interface PolicyTool<I, A> {
  readonly module: string;
  readonly types?: (asked: I) => A;
}

/** The tools that look at policy text, which is hostile and can be costly. All of them wait in one line, in which tenants take turns. */
export abstract class PolicyTools {
  /**
   * Refused with what is wrong with the policy, that looking at it cost too much, or that too many wait. `recording`: what comes of
   * it is recorded, so there is more room to wait than for `looking`.
   */
  abstract run<I, A>(tenant: string, tool: PolicyTool<I, A>, asked: I, purpose?: 'looking' | 'recording'): Promise<A | Refusal>;
}

/** The text of a revision and what it is known by. */
export interface RevisionSource {
  readonly policy: string;
  readonly revision: number;
  readonly modules: Readonly<Record<string, string>>;
  readonly tests: Readonly<Record<string, string>>;
  readonly data: Json;
  readonly entrypoint: string;
  /** As it would be published now, with its latest signature. */
  readonly reference: ActivePolicy;
}

/** Revisions as the ledger has them at this moment; no read model is asked. */
export abstract class PolicyRevisions {
  abstract source(tenant: string, policy: string, revision: number): Promise<RevisionSource | undefined>;
  /** The published revision of a policy, with the signature it was published with. */
  abstract published(tenant: string, policy: string): Promise<ActivePolicy | undefined>;
  /**
   * The revision as whoever acts may put it to work outside of publishing, as a pin does; refused for what publishing would
   * refuse. What rests on it MUST be appended under the conditions in `standing`, and asked anew when one does not hold.
   */
  abstract releasable(
    context: CommandContext,
    policy: string,
    revision: number,
  ): Promise<{ readonly reference: ActivePolicy; readonly standing: readonly Condition[] } | Refusal>;
}

/** A change dossier as it is attached to its revision. */
export interface NewDossier extends AttachedDossier {
  /** Canonical JSON; its SHA-256 is `envelopeDigest`. */
  readonly envelope: string;
}

/** What is known of changes, kept with the revisions that they are about. */
export abstract class PolicyDossiers {
  /** The event that attached it: an earlier one where the same command did so before. */
  abstract attach(
    context: CommandContext,
    policy: string,
    revision: number,
    dossier: NewDossier,
  ): Promise<{ readonly attached: AttachedDossier; readonly receipt: AppendReceipt } | Refusal>;
  abstract latest(tenant: string, policy: string, revision: number): Promise<AttachedDossier | Refusal>;
  /** Of the revision that is published: what a change is compared with. */
  abstract publishedRevision(tenant: string, policy: string): Promise<number | null>;
}

export function policyStream(policy: string): string {
  return `policy/${policy}`;
}

export interface AddedRevision {
  readonly revision: number;
  readonly digest: string;
  readonly quality: Quality;
  readonly receipt: AppendReceipt;
}

/** A revision by the number it has among those of its policy. */
export interface NumberedRevision {
  readonly policy: string;
  readonly revision: number;
}

/** Policies and their revisions as their lists have them; names of people are left out. */
export abstract class PolicyList {
  abstract many(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, PolicyView>>;
  abstract revisions(tenant: string, sought: readonly NumberedRevision[]): Promise<readonly PolicyRevisionSummary[]>;
  /** Of each of these policies the newest ones before a revision, at most `limit`. */
  abstract revisionsOf(
    tenant: string,
    policies: readonly string[],
    page: { readonly limit: number; readonly before: number },
  ): Promise<ReadonlyMap<string, readonly PolicyRevisionSummary[]>>;
}
