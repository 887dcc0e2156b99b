import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import type { ActivePolicy } from '#features/controls/contract';
import { canonicalJson } from '#libs/evidence';
import type { Json } from '#libs/event-sourcing';
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

/** Compiled policies kept ready in this process; a tenant's retired ones fall out first. */
const READY = 200;

/**
 * Compiled plans and data documents, stored by their SHA-256: written before the event that names them, read by any
 * process, checked against the name on every read. Deciding never needs the compiler.
 */
@Injectable()
export class PlanArtifacts extends PolicyPlans {
  private readonly ready = new Map<string, Promise<UsablePolicy>>();

  constructor(
    @Inject(TenantDatabase) private readonly database: TenantDatabase,
    @Inject(CONFIGURATION) private readonly configuration: Configuration,
  ) {
    super();
  }

  /** Stores a plan and a data document; storing the same content again changes nothing. */
  async store(tenant: string, planBytes: Buffer, data: Json): Promise<{ planDigest: string; dataDigest: string }> {
    const dataBytes = Buffer.from(canonicalJson(data));
    const planDigest = sha256(planBytes);
    const dataDigest = sha256(dataBytes);
    await this.database.as(tenant, async (db) => {
      for (const [digest, bytes] of [[planDigest, planBytes] as const, [dataDigest, dataBytes] as const]) {
        await sql`insert into policies_artifacts (tenant, digest, bytes) values (${tenant}, ${digest}, ${bytes}) on conflict do nothing`.execute(
          db,
        );
      }
    });
    return { planDigest, dataDigest };
  }

  load(tenant: string, policy: ActivePolicy): Promise<UsablePolicy> {
    const key = `${tenant}\n${policy.planDigest}\n${policy.dataDigest}\n${policy.entrypoint}`;
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

  private async compile(tenant: string, { planDigest, dataDigest, entrypoint }: ActivePolicy): Promise<UsablePolicy> {
    const [plan, data] = await Promise.all([this.read(tenant, planDigest), this.read(tenant, dataDigest)]);
    const compiled = runnable(plan, data);
    const fuel = this.configuration.WRIT_DECISION_FUEL;
    const options = fuel === undefined ? {} : { fuel };
    return {
      evaluate: (input) => compiled.evaluate(entrypoint, input as MutableJson, options).result,
      explain: (input) => explained(compiled, entrypoint, input as MutableJson, options),
    };
  }

  private async read(tenant: string, digest: string): Promise<string> {
    const { rows } = await this.database.as(tenant, (db) =>
      sql<{ bytes: Buffer }>`select bytes from policies_artifacts where digest = ${digest}`.execute(db),
    );
    const bytes = rows[0]?.bytes;
    if (!bytes) throw new PolicyUnusableError(`the stored plan ${digest} is missing`);
    if (sha256(bytes) !== digest) throw new PolicyUnusableError(`the stored plan ${digest} was altered`);
    return bytes.toString('utf8');
  }
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
