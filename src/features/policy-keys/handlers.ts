import { isRefusal } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { handling } from '#platform/operations/caller';
import { ListPolicyKeys, RegisterPolicyKey, RevokePolicyKey, RotatePolicyKey } from './operations.js';
import { PolicyKeyDesk } from './policy-key-desk.js';
import { PolicyKeysQuery } from './policy-keys.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(RegisterPolicyKey, [PolicyKeyDesk], async ({ input: { name, publicKey }, caller: { context } }, desk) => {
    const done = await desk.register(context, name, publicKey);
    if (isRefusal(done)) return done;
    const { receipt, ...key } = done;
    return { ...key, ledger: lastReceipt(receipt) };
  }),
  handling(ListPolicyKeys, [PolicyKeysQuery], ({ input, caller: { principal } }, keys) => keys.list(principal.tenant, input)),
  handling(RotatePolicyKey, [PolicyKeyDesk], async ({ input: { keyId, name, publicKey }, caller: { context } }, desk) => {
    const done = await desk.rotate(context, keyId, publicKey, name);
    if (isRefusal(done)) return done;
    const { receipt, ...key } = done;
    return { ...key, ledger: lastReceipt(receipt) };
  }),
  handling(RevokePolicyKey, [PolicyKeyDesk], async ({ input: { keyId, reason }, caller: { context } }, desk) => {
    const receipt = await desk.revoke(context, keyId, reason);
    return isRefusal(receipt) ? receipt : { keyId, ledger: lastReceipt(receipt) };
  }),
];
