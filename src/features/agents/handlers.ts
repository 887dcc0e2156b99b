import { isRefusal } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { madeId, MadeSecrets } from '#platform/auth/made-secrets';
import { handling } from '#platform/operations/caller';
import { AgentDirectory } from './agent-directory.js';
import { makeKey } from './agent-key.js';
import { AgentsQuery } from './agents.query.js';
import { ListAgents, RegisterAgent, RevokeAgentKey, RotateAgentKey } from './operations.js';

/** What carries out each operation. */
export const handlers = [
  handling(RegisterAgent, [AgentDirectory, MadeSecrets], async ({ input, caller: { context } }, agents, secrets) => {
    const { id = madeId(context, 'agent'), name, labels } = input;
    const { key, keyId, secretHash } = makeKey(secrets, context, id);
    const done = await agents.handle(context, id, { type: 'RegisterAgent', agent: id, name, labels, keyId, secretHash });
    return isRefusal(done) ? done : { agent: { id, name, labels }, key, keyId, ledger: lastReceipt(done.receipt) };
  }),
  handling(ListAgents, [AgentsQuery], ({ input, caller: { principal } }, agents) => agents.list(principal.tenant, input)),
  handling(RotateAgentKey, [AgentDirectory, MadeSecrets], async ({ input: { agent }, caller: { context } }, agents, secrets) => {
    const { key, keyId, secretHash } = makeKey(secrets, context, agent);
    const done = await agents.handle(context, agent, { type: 'RotateAgentKey', keyId, secretHash });
    return isRefusal(done) ? done : { key, keyId, ledger: lastReceipt(done.receipt) };
  }),
  handling(RevokeAgentKey, [AgentDirectory], async ({ input: { agent, keyId }, caller: { context } }, agents) => {
    const done = await agents.handle(context, agent, { type: 'RevokeAgentKey', keyId });
    return isRefusal(done) ? done : { ledger: lastReceipt(done.receipt) };
  }),
];
