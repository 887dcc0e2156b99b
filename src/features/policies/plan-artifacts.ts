import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ActivePolicy } from '#features/controls/contract';
import { PolicySignatures } from '#features/policy-keys/contract';
import { isRefusal, type Json } from '#libs/event-sourcing';
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
import { TenantDatabase } from '#platform/database/tenant-database';
import { PolicyPlans, PolicyUnusableError, type UsablePolicy } from './contract.js';
import { statementOf } from './signed-statement.js';

/** Compiled policies kept ready in this process; a tenant's retired ones fall out first. */
const READY = 200;

/**
 * Compiled plans, data documents, sources and envelopes, stored by their SHA-256: written before the event that names them,
 * read by any process, checked against the name on every read. Deciding never needs the compiler.
 */
@Injectable()
export class PlanArtifacts extends PolicyPlans {
  private readonly ready = new Map<string, Promise<UsablePolicy>>();

  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(PolicySignatures) private readonly signatures: PolicySignatures,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    super();
  }

  /** Stores each under its SHA-256; storing the same content again changes nothing. */
  async store(tenant: string, contents: readonly Buffer[]): Promise<void> {
    await this.database.as(tenant, async (db) => {
      for (const bytes of contents)
        await sql`insert into policies_artifacts (tenant, digest, bytes) values (${tenant}, ${sha256(bytes)}, ${bytes}) on conflict do nothing`.execute(
          db,
        );
    });
  }

  load(tenant: string, policy: ActivePolicy): Promise<UsablePolicy> {
    const key = keyOf(tenant, policy);
    const known = this.ready.get(key);
    if (known) return known;
    const loading = this.compile(tenant, policy);
    this.ready.set(key, loading);
    // A failure is not remembered: the database may be back for the next decision.
    loading.catch(() => this.ready.delete(key));
    if (this.ready.size > READY) this.ready.delete(this.ready.keys().next().value as string);
    return loading;
  }

  async explain(tenant: string, policy: ActivePolicy, input: Json): Promise<Json> {
    try {
      return (await this.load(tenant, policy)).explain(input);
    } catch (error) {
      if (error instanceof PolicyUnusableError) return null;
      throw error;
    }
  }

  private async compile(tenant: string, policy: ActivePolicy): Promise<UsablePolicy> {
    await this.assertSigned(tenant, policy);
    const { planDigest, dataDigest, entrypoint } = policy;
    const [plan, data] = await Promise.all([this.bytes(tenant, planDigest), this.bytes(tenant, dataDigest)]);
    const compiled = runnable(plan.toString('utf8'), data.toString('utf8'));
    const fuel = this.configuration.WRIT_DECISION_FUEL;
    const options = fuel === undefined ? {} : { fuel };
    return {
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
      JSON.parse(envelope.toString('utf8')),
      statementOf(tenant, policy),
      'deciding',
      signature.keyId,
    );
    if (isRefusal(verified))
      throw new PolicyUnusableError(`the signature does not hold: ${verified.refused} ${verified.detail ?? ''}`);
  }

  async bytes(tenant: string, digest: string): Promise<Buffer> {
    const bytes = await this.find(tenant, digest);
    if (!bytes) throw new PolicyUnusableError(`what is stored as ${digest} is missing`);
    return bytes;
  }

  /** Undefined when nothing is stored under the digest; rejects with PolicyUnusableError when something else is. */
  async find(tenant: string, digest: string): Promise<Buffer | undefined> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ bytes: Buffer }>`select bytes from policies_artifacts where digest = ${digest}`.execute(db),
    );
    const bytes = rows[0]?.bytes;
    if (bytes && sha256(bytes) !== digest) throw new PolicyUnusableError(`what is stored as ${digest} was altered`);
    return bytes;
  }
}

function keyOf(tenant: string, { id, revision, digest, planDigest, dataDigest, entrypoint, signature }: ActivePolicy): string {
  return [tenant, id, revision, digest, planDigest, dataDigest, entrypoint, signature?.digest, signature?.keyId].join('\n');
}

/** What was stored is what was published, and still this engine may be unable to run it: a plan of an older compiler, for one. */
function runnable(plan: string, data: string): CompiledPolicy {
  try {
    return compilePlan(JSON.parse(plan) as Plan, JSON.parse(data) as MutableJson);
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

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
