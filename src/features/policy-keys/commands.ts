import { z } from 'zod';
import { shownText } from '#libs/operations';
import type { SigningAlgorithm } from '#libs/policy-signing';

/** Larger than any key that is taken, so that a wrong kind of key is refused by its own name. */
const MAX_TEXT = 65_536;

const KeyName = shownText(200).describe('Who or what signs with it; shown to people.');
const PublicKeyText = z
  .string()
  .min(1)
  .max(MAX_TEXT)
  .describe('One PEM block PUBLIC KEY, P-256 or Ed25519. Never the private key.');

export const PolicyKeyId = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

export const RegisterPolicyKeyRequest = z
  .strictObject({ name: KeyName, publicKey: PublicKeyText })
  .meta({ id: 'RegisterPolicyKeyRequest' });
export const RotatePolicyKeyRequest = z
  .strictObject({ publicKey: PublicKeyText, name: KeyName.optional().describe('The name of the old key when left out.') })
  .meta({ id: 'RotatePolicyKeyRequest' });
export const RevokePolicyKeyRequest = z
  .strictObject({ reason: shownText(500).describe('Why; kept in the ledger.') })
  .meta({ id: 'RevokePolicyKeyRequest' });

/** A key that was read and found fit to verify with. */
export interface ReadKey {
  readonly keyId: string;
  readonly algorithm: SigningAlgorithm;
  /** SPKI PEM. */
  readonly publicKey: string;
}

export type PolicyKeyCommand =
  | { readonly type: 'RegisterPolicyKey'; readonly name: string; readonly key: ReadKey }
  /** Without a name the new key takes the old one's. */
  | { readonly type: 'RotatePolicyKey'; readonly keyId: string; readonly name: string | undefined; readonly key: ReadKey }
  | { readonly type: 'RevokePolicyKey'; readonly keyId: string; readonly reason: string };
