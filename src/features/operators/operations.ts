import { z } from 'zod';
import { TenantId } from '#features/tenants/contract';
import { command, deploymentOwner } from '#libs/operations';
import { OperatorAnswer } from './answers.js';
import { RegisterOperatorRequest } from './commands.js';

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
