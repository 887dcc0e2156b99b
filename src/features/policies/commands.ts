import { z } from 'zod';
import type { Json } from '#libs/event-sourcing';

export const PolicyId = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be 1 to 63 lower-case letters, digits or hyphens');
export const DEFAULT_ENTRYPOINT = 'writ/decision';

export const CreatePolicyRequest = z
  .strictObject({ id: PolicyId, name: z.string().trim().min(1).max(200) })
  .meta({ id: 'CreatePolicyRequest' });

export const AddPolicyRevisionRequest = z
  .strictObject({
    modules: z.record(z.string().min(1).max(200), z.string().max(524_288)).describe('Rego v1 sources by file name.'),
    data: z.json().default({}).describe('The document the policy reads as `data`.'),
    entrypoint: z
      .string()
      .regex(/^[a-z_][a-z0-9_]*(\/[a-z_][a-z0-9_]*)+$/i, 'must be a rule path such as writ/decision')
      .max(200)
      .default(DEFAULT_ENTRYPOINT)
      .describe('The rule that answers.'),
    summary: z.string().trim().min(1).max(500).describe('What changed and why; kept in the ledger.'),
  })
  .meta({ id: 'AddPolicyRevisionRequest' });

export type PolicyCommand =
  | { readonly type: 'CreatePolicy'; readonly policy: string; readonly name: string }
  | {
      readonly type: 'AddPolicyRevision';
      readonly summary: string;
      readonly entrypoint: string;
      readonly modules: Readonly<Record<string, string>>;
      readonly data: Json;
      readonly digest: string;
      readonly planDigest: string;
      readonly dataDigest: string;
      readonly compiler: string;
    }
  | { readonly type: 'PublishPolicyRevision'; readonly revision: number };
