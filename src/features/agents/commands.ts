import { z } from 'zod';
import { shownText } from '#libs/operations';

export const AgentId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}$/, 'must be 1 to 128 letters, digits or _.:-');

export const KeyId = z.string().regex(/^[0-9a-f]{16}$/, 'must be 16 hex digits');

export const RegisterAgentRequest = z
  .strictObject({
    id: AgentId.optional().describe('Made from a UUID when left out.'),
    name: shownText(200),
    labels: z
      .record(z.string().min(1).max(64), z.string().max(256))
      .refine((labels) => Object.keys(labels).length <= 32, 'at most 32 labels')
      .default({})
      .describe('Facts about the agent that policies can read.'),
  })
  .meta({ id: 'RegisterAgentRequest' });

/** A key as the ledger knows it: its id and the hash of its secret. */
interface IssuedKey {
  readonly keyId: string;
  readonly secretHash: string;
}

export type AgentCommand =
  | ({
      readonly type: 'RegisterAgent';
      readonly agent: string;
      readonly name: string;
      readonly labels: Readonly<Record<string, string>>;
    } & IssuedKey)
  | ({ readonly type: 'RotateAgentKey' } & IssuedKey)
  | { readonly type: 'RevokeAgentKey'; readonly keyId: string };
