import { Inject, Injectable } from '@nestjs/common';
import { Controls } from '#features/controls/contract';
import { isRefusal, refuse, type AppendReceipt, type CommandContext, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import {
  isUnusableKey,
  readPublicKey,
  verifyEnvelope,
  type PublicKey,
  type RevisionStatement,
  type Verification,
} from '#libs/policy-signing';
import type { PolicyKeyCommand, ReadKey } from './commands.js';
import { POLICY_KEYS, PolicySignatures, type GoodSignature, type SignatureUse } from './contract.js';
import { policyKeys, type PolicyKey, type PolicyKeysState } from './decider.js';
import { policyKeyEvents } from './events.js';
import type { PolicyKeyRefusalCode } from './refusals.js';

export interface RegisteredKey {
  readonly keyId: string;
  readonly name: string;
  readonly algorithm: PolicyKey['algorithm'];
  readonly receipt: AppendReceipt;
}

/** A tenant's signing keys: registers, rotates and revokes them, and checks signatures against them. Always from the ledger. */
@Injectable()
export class PolicyKeyDesk extends PolicySignatures {
  private readonly streams: StreamKind<PolicyKeyCommand, typeof policyKeyEvents, PolicyKeysState, PolicyKeyRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(Controls) private readonly controls: Controls,
  ) {
    super();
    this.streams = ledger.streams(policyKeyEvents, policyKeys, 1_000);
  }

  async register(context: CommandContext, name: string, publicKey: string): Promise<RegisteredKey | Refusal> {
    const key = readKey(publicKey);
    return isRefusal(key) ? key : this.enter(context, { type: 'RegisterPolicyKey', name, key });
  }

  /** One append registers the new key and retires the old one: at every moment one of them signs. */
  async rotate(
    context: CommandContext,
    keyId: string,
    publicKey: string,
    name: string | undefined,
  ): Promise<RegisteredKey | Refusal> {
    const key = readKey(publicKey);
    return isRefusal(key) ? key : this.enter(context, { type: 'RotatePolicyKey', keyId, name, key });
  }

  /** One append revokes the key and tells the stream that every decision is conditioned on. */
  async revoke(context: CommandContext, keyId: string, reason: string): Promise<AppendReceipt | Refusal> {
    const command: PolicyKeyCommand = { type: 'RevokePolicyKey', keyId, reason };
    const handled = await this.streams.handle(context, POLICY_KEYS, command, {
      together: () => this.controls.deciding(context, { type: 'DistrustPolicyKey', keyId, reason }),
    });
    return isRefusal(handled) ? handled : (handled.receipt as AppendReceipt);
  }

  async verify(
    tenant: string,
    envelope: unknown,
    expected: RevisionStatement,
    use: SignatureUse,
    by?: string,
  ): Promise<GoodSignature | Refusal> {
    const { state, revision } = await this.streams.states.refresh(tenant, POLICY_KEYS);
    const asked = [...state.values()].filter(({ keyId }) => by === undefined || keyId === by);
    const verified = verifyEnvelope(envelope, keysFor(use, asked));
    if (!verified.ok) return refusalFor(verified, asked);
    const wrong = differences(verified.statement, expected);
    if (wrong.length > 0)
      return refuse('POLICY_SIGNATURE_INVALID', `what was signed differs from the revision in ${wrong.join(', ')}`);
    return { keyId: verified.keyId, standing: { stream: POLICY_KEYS, at: revision } };
  }

  private async enter(
    context: CommandContext,
    command: Extract<PolicyKeyCommand, { key: ReadKey }>,
  ): Promise<RegisteredKey | Refusal> {
    const handled = await this.streams.handle(context, POLICY_KEYS, command);
    if (isRefusal(handled)) return handled;
    const { keyId, name, algorithm } = handled.state.get(command.key.keyId) as PolicyKey;
    return { keyId, name, algorithm, receipt: handled.receipt as AppendReceipt };
  }
}

function readKey(text: string): ReadKey | Refusal<PolicyKeyRefusalCode> {
  const key = readPublicKey(text);
  if (isUnusableKey(key)) return refuse('POLICY_KEY_INVALID', key.detail);
  return { keyId: key.keyId, algorithm: key.algorithm, publicKey: key.pem };
}

function keysFor(use: SignatureUse, keys: readonly PolicyKey[]): ReadonlyMap<string, PublicKey> {
  const counts = (status: PolicyKey['status']): boolean => status === 'active' || (use === 'deciding' && status === 'retired');
  return new Map(
    keys
      .filter(({ status }) => counts(status))
      .map(({ keyId, algorithm, publicKey }) => [keyId, { keyId, algorithm, pem: publicKey }]),
  );
}

function refusalFor(
  { problem, detail, keyIds }: Verification & { ok: false },
  keys: readonly PolicyKey[],
): Refusal<PolicyKeyRefusalCode> {
  if (problem !== 'unknown-key') return refuse('POLICY_SIGNATURE_INVALID', detail);
  const given = keys.filter(({ keyId }) => keyIds.includes(keyId));
  const former = given.find(({ status }) => status === 'revoked') ?? given[0];
  if (!former) return refuse('POLICY_KEY_UNKNOWN', detail);
  const code = former.status === 'revoked' ? 'POLICY_KEY_REVOKED' : 'POLICY_KEY_RETIRED';
  return refuse(code, `the key ${former.keyId} was ${former.status}`);
}

function differences(signed: RevisionStatement, expected: RevisionStatement): string[] {
  const members = Object.keys(expected) as (keyof RevisionStatement)[];
  return members.filter((member) => signed[member] !== expected[member]);
}
