import { TenantDirectory } from '#features/tenants/contract';
import { isRefusal, refuse } from '#libs/event-sourcing';
import { lastReceipt } from '#libs/operations';
import { hashSecret } from '#platform/auth/secret-hash';
import { handling } from '#platform/operations/caller';
import { notTheirs } from './whose-operator.js';
import { ChangeOperatorRoles, EndOperator, ListOperators, RegisterOperator, RotateOperatorSecret } from './operations.js';
import { clientIdOf, OperatorDirectory } from './operator-directory.js';
import { OperatorsQuery } from './operators.query.js';

/** What carries out each operation. */
export const handlers = [
  handling(
    RegisterOperator,
    [OperatorDirectory, TenantDirectory],
    async ({ input: { tenant, name, roles }, caller: { context } }, operators, tenants) => {
      if (!(await tenants.find(tenant))) return refuse('NOT_FOUND', `there is no tenant ${tenant}`);
      const done = await operators.register({ ...context, tenant }, name, roles);
      if (isRefusal(done)) return done;
      const { id, clientId, clientSecret, receipt } = done;
      return { operator: { id, name, roles }, clientId, clientSecret, ledger: lastReceipt(receipt) };
    },
  ),
  handling(
    ListOperators,
    [OperatorsQuery],
    async ({ input: { tenant, ...page }, caller: { principal } }, operators) =>
      notTheirs(principal, { tenant }) ?? operators.list(tenant, page),
  ),
  handling(RotateOperatorSecret, [OperatorDirectory], async ({ input, caller: { principal, context } }, operators) => {
    const refused = notTheirs(principal, input, { orItself: true });
    if (refused) return refused;
    const { tenant, operator } = input;
    const clientSecret = operators.newSecret(context);
    const command = { type: 'RotateOperatorSecret', operator, secretHash: hashSecret(clientSecret) } as const;
    const done = await operators.handle({ ...context, tenant }, command);
    if (isRefusal(done)) return done;
    return { clientId: clientIdOf(tenant, operator), clientSecret, ledger: lastReceipt(done.receipt) };
  }),
  handling(ChangeOperatorRoles, [OperatorDirectory], async ({ input, caller: { principal, context } }, operators) => {
    const refused = notTheirs(principal, input);
    if (refused) return refused;
    const { tenant, operator, roles, reason } = input;
    const done = await operators.handle({ ...context, tenant }, { type: 'ChangeOperatorRoles', operator, roles, reason });
    if (isRefusal(done)) return done;
    return { operator, roles, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }),
  handling(EndOperator, [OperatorDirectory], async ({ input, caller: { principal, context } }, operators) => {
    const refused = notTheirs(principal, input);
    if (refused) return refused;
    const { tenant, operator, reason } = input;
    const done = await operators.handle({ ...context, tenant }, { type: 'EndOperator', operator, reason });
    return isRefusal(done) ? done : { operator, ledger: lastReceipt(done.receipt) };
  }),
];
