import { createPostgresTenantReads } from '#libs/event-store-postgres';

/** What a thread reads a tenant's ledger with that shares nothing with this process's own store, and loads little. */
export const openTenantLedger = createPostgresTenantReads;
