import { isRefusal } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { handling } from '#platform/operations/caller';
import { ListPolicyKeys, RegisterPolicyKey, RevokePolicyKey, RotatePolicyKey } from './operations.js';
import { PolicyKeyRing } from './policy-key-ring.js';
import { PolicyKeysQuery } from './policy-keys.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(RegisterPolicyKey, [PolicyKeyRing], async ({ input: { name, publicKey }, caller: { context } }, ring) => {
    const done = await ring.register(context, name, publicKey);
    if (isRefusal(done)) return done;
    const { receipt, ...key } = done;
    return { ...key, ledger: lastReceipt(receipt) };
  }),
  handling(ListPolicyKeys, [PolicyKeysQuery], ({ input, caller: { principal } }, keys) => keys.list(principal.tenant, input)),
  handling(RotatePolicyKey, [PolicyKeyRing], async ({ input: { keyId, name, publicKey }, caller: { context } }, ring) => {
    const done = await ring.rotate(context, keyId, publicKey, name);
    if (isRefusal(done)) return done;
    const { receipt, ...key } = done;
    return { ...key, ledger: lastReceipt(receipt) };
  }),
  handling(RevokePolicyKey, [PolicyKeyRing], async ({ input: { keyId, reason }, caller: { context } }, ring) => {
    const receipt = await ring.revoke(context, keyId, reason);
    return isRefusal(receipt) ? receipt : { keyId, ledger: lastReceipt(receipt) };
  }),
];
