import { z } from 'zod';
import { TenantId } from '#features/tenants/contract';
import { command, deploymentOwner, operatorsAnywhere, PageQuery, query } from '#libs/operations';
import { OperatorAnswer, OperatorEnded, OperatorPage, OperatorRolesChanged, OperatorSecretRotated } from './answers.js';
import { ChangeOperatorRolesRequest, EndOperatorRequest, LedgerId, OperatorId, RegisterOperatorRequest } from './commands.js';

const tag = 'operators';

export const RegisterOperator = command({
  name: 'registerOperator',
  id: 'operators.register',
  tag,
  says: 'Register an operator of a tenant and get the secret',
  access: deploymentOwner,
  rest: 'POST /v1/tenants/:id/operators',
  status: 201,
  path: z.object({ tenant: TenantId }),
  body: RegisterOperatorRequest,
  answer: OperatorAnswer,
  graphql: { type: 'OperatorWithSecret', input: 'RegisterOperatorInput', says: 'For the owner of the deployment.' },
});

const OfOperator = z.object({ tenant: LedgerId, operator: OperatorId });
const OWNERS = 'For an owner of the tenant, and for the owner of the deployment, whose own operators are those of `_deployment`.';

export const ListOperators = query({
  name: 'operators',
  id: 'operators.list',
  tag,
  says: 'List the operators of a tenant, those that were ended among them',
  access: operatorsAnywhere('owner'),
  rest: 'GET /v1/tenants/:id/operators',
  path: z.object({ tenant: LedgerId }),
  query: PageQuery,
  answer: OperatorPage,
  graphql: { connection: 'Operator', says: `Oldest first. ${OWNERS}` },
});

export const RotateOperatorSecret = command({
  name: 'rotateOperatorSecret',
  id: 'operators.rotateSecret',
  tag,
  says: 'Give an operator another secret; the old one and every token that came from it stop at once',
  access: operatorsAnywhere('viewer'),
  rest: 'POST /v1/tenants/:id/operators/:operator/rotate-secret',
  path: OfOperator,
  answer: OperatorSecretRotated,
  graphql: { type: 'OperatorSecretRotated', says: `For the operator itself. ${OWNERS}` },
});

export const ChangeOperatorRoles = command({
  name: 'changeOperatorRoles',
  id: 'operators.changeRoles',
  tag,
  says: 'Give an operator other roles, from its next request on',
  access: operatorsAnywhere('owner'),
  rest: 'POST /v1/tenants/:id/operators/:operator/roles',
  path: OfOperator,
  body: ChangeOperatorRolesRequest,
  answer: OperatorRolesChanged,
  graphql: { type: 'OperatorRolesChanged', input: 'ChangeOperatorRolesInput', says: OWNERS },
});

export const EndOperator = command({
  name: 'endOperator',
  id: 'operators.end',
  tag,
  says: 'End an operator for good: no secret and no token of it is good for another request',
  access: operatorsAnywhere('owner'),
  rest: 'POST /v1/tenants/:id/operators/:operator/end',
  path: OfOperator,
  body: EndOperatorRequest,
  answer: OperatorEnded,
  graphql: { type: 'OperatorEnded', input: 'EndOperatorInput', says: OWNERS },
});
