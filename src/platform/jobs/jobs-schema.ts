import type pg from 'pg';
import { LANES } from '#libs/jobs';

/** Where BullMQ keeps its tables, in the database that has everything else. */
export const JOBS_SCHEMA = 'bullmq';

// Loaded when needed: a process that serves decisions has no use for queues.

/** Brings the tables of the queues up to date, as the owner, and lets `role` use them. */
export async function migrateQueues(owner: pg.Client, role: string): Promise<void> {
  const { runMigrations } = await import('bullmq');
  await runMigrations(owner, JOBS_SCHEMA);
  // Each queue numbers its jobs with a sequence that whoever comes first would make, and only the owner may.
  for (const lane of LANES) await owner.query(`select ${JOBS_SCHEMA}.next_job_id($1)`, [lane]);
  await owner.query(`grant usage on schema ${JOBS_SCHEMA} to ${role};
    grant select, insert, update, delete on all tables in schema ${JOBS_SCHEMA} to ${role};
    grant usage on all sequences in schema ${JOBS_SCHEMA} to ${role};`);
}

/** Rejects when the tables are not there, or for another BullMQ. */
export async function checkQueues(client: pg.Client): Promise<void> {
  const { assertSchemaCompatibility } = await import('bullmq');
  await assertSchemaCompatibility(client, JOBS_SCHEMA);
}
