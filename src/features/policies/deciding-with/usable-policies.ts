import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Controls, type ActivePolicy } from '#features/controls/contract';
import { PolicySignatures } from '#features/policy-keys/contract';
import { isRefusal, refuse, type Json, type Refusal } from '#libs/event-sourcing';
import {
  compilePlan,
  PolicyEvaluationError,
  type CompiledPolicy,
  type EvaluateOptions,
  type Json as MutableJson,
  type Plan,
} from '#libs/policy-engine';
import type { Configuration } from '#platform/config/configuration';
import { CONFIGURATION } from '#platform/config/configuration.token';
import { parseJson } from '#libs/exact-json';
import { PolicyPlans, PolicyUnusableError, type UsablePolicy } from '../contract.js';
import { engineBuild } from '../looking-through/engine-build.js';
import { statementOf } from '../taking-in/signed-statement.js';
import { PolicyTexts } from '../taking-in/policy-texts.js';

/** Bytes of the plans and data documents that are kept ready in this process. */
const READY_BYTES = 128 * 1024 * 1024;
const READY = 20_000;

interface Asked {
  readonly tenant: string;
  readonly policy: ActivePolicy;
}

interface Ready extends UsablePolicy {
  readonly bytes: number;
}

/** Revisions that may decide: their signature holds, and their plan runs in this engine. Deciding never needs the compiler. */
@Injectable()
export class UsablePolicies extends PolicyPlans {
  /** Those that decided least recently make room. A failure is not kept: the database may be back for the next decision. */
  private readonly ready = new LRUCache<string, Ready, Asked>({
    max: READY,
    maxSize: READY_BYTES,
    sizeCalculation: ({ bytes }) => Math.max(1, bytes),
    fetchMethod: (_key, _stale, { context }) => this.compile(context),
    // Whoever waits for one that had to make room before it was ready is given it all the same.
    ignoreFetchAbort: true,
    allowStaleOnFetchAbort: true,
  });

  constructor(
    @Inject(PolicyTexts) private readonly texts: PolicyTexts,
    @Inject(PolicySignatures) private readonly signatures: PolicySignatures,
    @Inject(Controls) private readonly controls: Controls,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    super();
  }

  load(tenant: string, policy: ActivePolicy): Promise<UsablePolicy> {
    return this.ready.forceFetch(keyOf(tenant, policy), { context: { tenant, policy } });
  }

  async explain(tenant: string, policy: ActivePolicy, input: Json): Promise<Json> {
    try {
      return (await this.load(tenant, policy)).explain(input);
    } catch (error) {
      if (error instanceof PolicyUnusableError) return null;
      throw error;
    }
  }

  bytes(tenant: string, digest: string): Promise<Buffer> {
    return this.texts.bytes(tenant, digest);
  }

  engine(): Promise<string> {
    return engineBuild();
  }

  /** Why a revision could not decide even if it were active: a bad signature above all. Nothing when it could. */
  async refusalOf(tenant: string, reference: ActivePolicy): Promise<Refusal | undefined> {
    const { state } = await this.controls.refreshed(tenant);
    if (reference.signature && Object.hasOwn(state.distrustedKeys, reference.signature.keyId))
      return refuse('POLICY_UNUSABLE', 'the key that signed it was revoked');
    try {
      await this.load(tenant, reference);
      return undefined;
    } catch (error) {
      if (error instanceof PolicyUnusableError) return refuse('POLICY_UNUSABLE', error.message);
      throw error;
    }
  }

  private async compile({ tenant, policy }: Asked): Promise<Ready> {
    await this.assertSigned(tenant, policy);
    const { planDigest, dataDigest, entrypoint } = policy;
    const [plan, data] = await Promise.all([this.bytes(tenant, planDigest), this.bytes(tenant, dataDigest)]);
    const compiled = runnable(plan.toString('utf8'), data.toString('utf8'));
    const fuel = this.configuration.WRIT_DECISION_FUEL;
    const options = fuel === undefined ? {} : { fuel };
    return {
      bytes: plan.length + data.length,
      evaluate: (input) => compiled.evaluate(entrypoint, input as MutableJson, options).result,
      explain: (input) => explained(compiled, entrypoint, input as MutableJson, options),
    };
  }

  /** A signature that is there must hold, also where none is required. */
  private async assertSigned(tenant: string, policy: ActivePolicy): Promise<void> {
    const { signature } = policy;
    if (signature === null) {
      if (this.configuration.requireSignedPolicy)
        throw new PolicyUnusableError('the policy is not signed, and this deployment requires it');
      return;
    }
    const envelope = await this.bytes(tenant, signature.digest);
    const verified = await this.signatures.verify(
      tenant,
      parseJson(envelope.toString('utf8')),
      statementOf(tenant, policy),
      'deciding',
      signature.keyId,
    );
    if (isRefusal(verified))
      throw new PolicyUnusableError(`the signature does not hold: ${verified.refused} ${verified.detail ?? ''}`);
  }
}

function keyOf(tenant: string, { id, revision, digest, planDigest, dataDigest, entrypoint, signature }: ActivePolicy): string {
  return [tenant, id, revision, digest, planDigest, dataDigest, entrypoint, signature?.digest, signature?.keyId].join('\n');
}

/** What was stored is what was published, and still this engine may be unable to run it: a plan of an older compiler, for one. */
function runnable(plan: string, data: string): CompiledPolicy {
  try {
    return compilePlan(parseJson(plan) as Plan, parseJson(data) as MutableJson);
  } catch (cause) {
    throw new PolicyUnusableError(`the stored plan cannot be run: ${(cause as Error).message}`, { cause });
  }
}

function explained(compiled: CompiledPolicy, entrypoint: string, input: MutableJson, options: EvaluateOptions): Json {
  try {
    return (compiled.evaluate(entrypoint, input, { ...options, explain: true }).explanation ?? null) as Json;
  } catch (error) {
    if (!(error instanceof PolicyEvaluationError)) throw error;
    return { error: error.code, message: error.message, location: (error.location ?? null) as Json };
  }
}
