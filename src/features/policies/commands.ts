import { z } from 'zod';
import type { Json } from '#libs/event-sourcing';
import { wholeNumber, shownText } from '#libs/operations';
import type { Quality, SEPARATIONS } from './events.js';

export const PolicyId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits or hyphens');
const MAX_REVISION = 1_000_000;
/** In paths and queries, where everything is text. */
export const RevisionNumber = wholeNumber(1, MAX_REVISION);
/** In bodies, where `true` and `[1]` are no numbers. */
export const RevisionInBody = z.number().int().min(1).max(MAX_REVISION);
export const DEFAULT_ENTRYPOINT = 'writ/decision';
const Comment = shownText(2_000);
const Nested = { $ref: '#/$defs/JsonValue' } as const;
/**
 * Any value that a request holds, described as z.json() is. That it is JSON was seen when the body was parsed; to look at every
 * part of it again would keep everybody waiting: z.json() takes 300 ms for a megabyte.
 */
export const AnyJson = z
  .custom<z.core.util.JSONType>((value) => value !== undefined, 'is missing')
  .meta({
    id: 'JsonValue',
    anyOf: [
      { type: 'string' },
      { type: 'number' },
      { type: 'boolean' },
      { type: 'null' },
      { type: 'array', items: Nested },
      { type: 'object', propertyNames: { type: 'string' }, additionalProperties: Nested },
    ],
  });
const Summary = shownText(500).describe('What changed and why; kept in the ledger.');

export const CreatePolicyRequest = z.strictObject({ id: PolicyId, name: shownText(200) }).meta({ id: 'CreatePolicyRequest' });

export const AddPolicyRevisionRequest = z
  .strictObject({
    modules: z
      .record(z.string().min(1).max(200), z.string().max(524_288))
      .describe('Rego v1 sources by file name; those named `*_test.rego` are its tests.'),
    data: AnyJson.default({}).describe('The document the policy reads as `data`.'),
    entrypoint: z
      .string()
      .regex(/^[a-z_][a-z0-9_]*(\/[a-z_][a-z0-9_]*)+$/i, 'must be a rule path such as writ/decision')
      .max(200)
      .default(DEFAULT_ENTRYPOINT)
      .describe('The rule that answers.'),
    summary: Summary,
  })
  .meta({ id: 'AddPolicyRevisionRequest' });
export type AddPolicyRevisionRequest = z.output<typeof AddPolicyRevisionRequest>;

export const AddPolicyDataRequest = z
  .strictObject({
    data: AnyJson.describe('The whole document the policy reads as `data`.'),
    basedOn: RevisionInBody.optional().describe(
      'Whose modules and tests it belongs to; the published revision, else the newest.',
    ),
    summary: Summary,
  })
  .meta({ id: 'AddPolicyDataRequest' });
export type AddPolicyDataRequest = z.output<typeof AddPolicyDataRequest>;

export const ReviewStepRequest = z.strictObject({ comment: Comment.optional() }).meta({ id: 'ReviewStepRequest' });
export const RequestChangesRequest = z.strictObject({ comment: Comment }).meta({ id: 'RequestChangesRequest' });
export const PublishRequest = z
  .strictObject({
    comment: Comment.optional(),
    supersedes: RevisionInBody.nullable()
      .optional()
      .describe('Publish only if this is the published revision now (null: only if none is).'),
  })
  .meta({ id: 'PublishPolicyRequest' });
export type PublishRequest = z.output<typeof PublishRequest>;
export const RollBackRequest = z
  .strictObject({
    reason: Comment,
    from: RevisionInBody.optional().describe(
      'Roll back only if this is the published revision now; with it a request can be repeated safely.',
    ),
  })
  .meta({ id: 'RollBackPolicyRequest' });
export type RollBackRequest = z.output<typeof RollBackRequest>;
export const SignRevisionRequest = z
  .strictObject({ envelope: AnyJson.describe('A DSSE envelope over the revision, as `writ policy sign` makes it.') })
  .meta({ id: 'SignPolicyRevisionRequest' });

interface Compiled {
  readonly summary: string;
  readonly entrypoint: string;
  readonly data: Json;
  readonly digest: string;
  readonly planDigest: string;
  readonly dataDigest: string;
  readonly compiler: string;
  readonly quality: Quality;
}

/** What a revision must have to be put to work, as governance stands at one moment. */
export interface ReleaseRules {
  readonly separationOfDuties: (typeof SEPARATIONS)[number];
  readonly minimumQuality: number;
  readonly isSignatureRequired: boolean;
  readonly isDossierRequired: boolean;
}

/** `by` is whoever acts, as the credential names them. */
interface Step {
  readonly revision: number;
  readonly by: string;
  readonly comment: string | null;
}

export type PolicyCommand =
  | { readonly type: 'CreatePolicy'; readonly policy: string; readonly name: string }
  | ({
      readonly type: 'AddPolicyRevision';
      readonly by: string;
      readonly modules: Readonly<Record<string, string>>;
      readonly tests: Readonly<Record<string, string>>;
    } & Compiled)
  | ({ readonly type: 'RevisePolicyData'; readonly by: string; readonly basedOn: number } & Compiled)
  | ({ readonly type: 'SubmitPolicyRevision' } & Step)
  | ({ readonly type: 'ApprovePolicyRevision'; readonly rules: ReleaseRules } & Step)
  | { readonly type: 'RequestPolicyChanges'; readonly revision: number; readonly by: string; readonly comment: string }
  | {
      readonly type: 'SignPolicyRevision';
      readonly revision: number;
      readonly by: string;
      readonly keyId: string;
      readonly envelopeDigest: string;
      readonly envelope: Json;
    }
  | {
      readonly type: 'AttachPolicyDossier';
      readonly revision: number;
      readonly by: string;
      readonly against: number | null;
      readonly dossier: string;
      readonly envelopeDigest: string;
      readonly keyId: string;
      readonly objections: readonly string[];
    }
  | ({
      readonly type: 'PublishPolicyRevision';
      readonly rules: ReleaseRules;
      /** The published revision whoever publishes knew of. */
      readonly supersedes: number | null;
      /** Whether this policy is the tenant's active one; its published revision can be published again when it is not. */
      readonly isActive: boolean;
    } & Step)
  | {
      readonly type: 'RollBackPolicy';
      readonly by: string;
      readonly reason: string;
      /** The revision that is to be rolled back. */
      readonly from: number;
    };
