// Run as a process of its own by the fault tests: appends under load and sends back what it was told is recorded.
import { createPostgresEventStore } from '../postgres-event-store.js';
import { appendUntil } from './append-load.js';

const [ledger, app, tenant, name, count] = process.argv.slice(2) as [string, string, string, string, string];
const store = createPostgresEventStore({ ledger, app });
const load = await appendUntil(store, tenant, 32, name, ({ acknowledged }) => acknowledged.length >= Number(count));
await store.close();
process.send?.(load.acknowledged, () => process.disconnect());
