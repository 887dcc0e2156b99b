import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DecisionSpool, enforce, PolicyMirror, WritClient } from '../../sdk-typescript/index.js';
import { refundService } from './refund-service.js';

const USAGE = `usage: refund-service --url URL --policy ID --spool-dir FOLDER [--key-file FILE] [--port N] [--environment NAME]
         [--trusted-key FILE ... --tenant NAME] [--durability before-answer|background]
The agent's key is in --key-file, or else in WRIT_AGENT_KEY; it is never an argument.`;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    policy: { type: 'string' },
    'spool-dir': { type: 'string' },
    'key-file': { type: 'string' },
    port: { type: 'string', default: '0' },
    environment: { type: 'string', default: 'production' },
    'trusted-key': { type: 'string', multiple: true },
    tenant: { type: 'string' },
    durability: { type: 'string', default: 'before-answer' },
  },
});
const { url, policy, 'spool-dir': folder, 'key-file': keyFile, 'trusted-key': keyFiles, tenant, durability } = values;
const isDurability = durability === 'before-answer' || durability === 'background';
if (url === undefined || policy === undefined || folder === undefined || !isDurability) {
  console.error(USAGE);
  process.exit(2);
}

/** Read whenever it is needed, so that a rotated key needs no restart. */
const agentKey = (): string =>
  keyFile === undefined ? (process.env['WRIT_AGENT_KEY'] ?? '') : readFileSync(keyFile, 'utf8').trim();
const note = (what: string, about: unknown): void => console.error(`${new Date().toISOString()} ${what}: ${String(about)}`);

const client = new WritClient({ url, agentKey });
const spool = await DecisionSpool.open({
  folder,
  client,
  app: 'refund-service',
  durability,
  onProblem: (problem) => note('spool', problem),
});
const mirror = await PolicyMirror.open({
  client,
  policy,
  file: join(folder, 'policy.json'),
  ...(keyFiles && { trustedKeys: keyFiles.map((file) => readFileSync(file, 'utf8')) }),
  ...(tenant !== undefined && { tenant }),
  onProblem: (problem) => note('policy', problem),
  onPolicy: ({ id, revision }) => note('policy', `${id} revision ${revision} decides`),
});

const server = refundService({
  enforce: enforce(mirror, spool),
  environment: values.environment,
  refund: ({ orderId, amount, currency }) => note('refunded', `${amount} ${currency} for ${orderId}`),
  notify: (team, { orderId }) => note('notified', `${team} of ${orderId}`),
  health: () => ({ status: 'ok', ...mirror.status, spool: spool.depth }),
});
server.listen(Number(values.port), '127.0.0.1');
await once(server, 'listening');
console.log(`refund-service on http://127.0.0.1:${(server.address() as AddressInfo).port}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());

/** Answers what is under way, then tries once to hand over what is in the spool; the next start tries again. */
async function stop(): Promise<void> {
  server.close();
  server.closeIdleConnections();
  await once(server, 'close');
  await mirror.close();
  await spool.flush().catch((error: unknown) => note('spool', error));
  await spool.close();
}
