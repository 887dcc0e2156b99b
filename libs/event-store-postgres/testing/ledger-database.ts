import { sql } from '#migrations/0001-ledger-create-tables';
import type { DurablePostgres } from './durable-postgres.js';

export interface LedgerDatabase {
  readonly name: string;
  readonly ownerUrl: string;
  readonly ledgerUrl: string;
  readonly appUrl: string;
}

let created = 0;

/** A fresh database with the ledger's tables and roles on a running server. */
export async function createLedgerDatabase(server: DurablePostgres): Promise<LedgerDatabase> {
  created += 1;
  const database = `ledger_${process.pid}_${created}`;
  for (const role of ['writ_ledger', 'writ_app']) {
    await server.run(`do $$ begin create role ${role} login; exception when duplicate_object then null; end $$`);
  }
  await server.run(`create database ${database}`);
  await server.run(`begin; ${sql}; commit`, database);
  return {
    name: database,
    ownerUrl: server.url('postgres', database),
    ledgerUrl: server.url('writ_ledger', database),
    appUrl: server.url('writ_app', database),
  };
}
